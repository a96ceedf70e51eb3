package io.fairlead.cli;

import io.fairlead.migrate.decide.trail.Trail;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairlead mtls audit FILE`: the audit trail, and whether it is whole.
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = MtlsPlanCommand.USAGE,
        description = {
            "Prints the audit trail that the daemon keeps in its --mtls-dir.",
            "With --verify-chain it says instead whether anything in it was changed, and where."
        },
        footer = {
            "",
            "Exit status: 0 printed, or whole; 1 the file can't be read; 2 the chain is broken; 64 wrong use."
        })
public final class MtlsAuditCommand implements Callable<Integer> {
    @CommandLine.Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "mtls-audit.jsonl")
    private Path file;

    @Option(names = "--verify-chain", description = "Computes the chain of hashes again.")
    private boolean verify;

    @Option(
            names = "--anchor",
            paramLabel = "HASH",
            defaultValue = "",
            description = "A hash noted earlier: it must be that of a record.")
    private String anchor;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public MtlsAuditCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            if (!verify && anchor.isEmpty()) {
                lines.forEach(out::println);
                return 0;
            }
            return check(lines, out);
        } catch (IOException e) {
            err.println("fairlead mtls audit: " + file + ": " + e);
            return MtlsAnswer.FAILED;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private int check(List<String> lines, PrintWriter out) {
        return switch (Trail.BEGIN.verify(lines)) {
            case Trail.Verdict.Broken(long seq, String why) -> {
                out.println("broken at record %d: %s".formatted(seq, why));
                yield MtlsAnswer.BLOCKED;
            }
            case Trail.Verdict.Whole(Trail end) -> {
                String hash = "\"hash\":\"" + anchor + "\"";
                if (!anchor.isEmpty() && lines.stream().noneMatch(line -> line.contains(hash))) {
                    out.println("cut off: no record has the hash " + anchor);
                    yield MtlsAnswer.BLOCKED;
                }
                out.println("whole: %d records, anchor %s".formatted(end.seq(), end.hash()));
                yield 0;
            }
        };
    }
}
