package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.migrate.view.OrderDoor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `fairlead mtls report`: the migration for people who were not there.
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = MtlsPlanCommand.USAGE,
        description = {
            "Writes where each port is, what stands in the way with cause and fix, exemptions, the timeline, and",
            "the digest of the audit trail's chain, as Markdown or JSON. The daemon tells the last 500 records of",
            "the trail; --trail FILE takes all of them. As SARIF it is for tools that gather findings: one result",
            "for each thing that stands in the way or is not as it is shown; exemptions are suppressed ones."
        },
        footer = {
            "",
            "Exit status: 0 every port is STRICT, 1 no answer, or a file that can't be read, 2 something blocks,",
            "or the chain is broken, 3 nothing blocks and something is not STRICT yet, 64 wrong use."
        })
public final class MtlsReportCommand implements Callable<Integer> {
    @CommandLine.Spec private CommandSpec spec;

    @Mixin private DaemonAnswer daemon;

    @Option(
            names = "--trail",
            paramLabel = "FILE",
            description = "mtls-audit.jsonl; with -f, without it there is no timeline.")
    private @Nullable Path trail;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "md",
            description = "md, json or sarif (2.1.0). Default: ${DEFAULT-VALUE}")
    private Format format;

    /// How to print.
    enum Format {
        md,
        json,
        sarif
    }

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public MtlsReportCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        List<String> lines;
        try {
            lines = trailLines();
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("fairlead mtls report: " + where(e));
            err.flush();
            return MtlsAnswer.FAILED;
        }
        TrailLines read = TrailLines.of(lines);
        return MtlsAnswer.ask(spec, daemon, (answer, out) -> print(answer, read, out));
    }

    private String where(IOException e) {
        return trail == null ? daemon.reason(OrderDoor.TRAIL, e) : trail + ": " + e;
    }

    private List<String> trailLines() throws IOException, InterruptedException {
        Path file = trail;
        if (file != null) {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        }
        return daemon.isAsked() ? daemon.text(OrderDoor.TRAIL).lines().toList() : List.of();
    }

    private int print(JsonNode answer, TrailLines read, PrintWriter out) {
        switch (format) {
            case md -> new MtlsReport(answer, read).lines().forEach(out::println);
            case json -> out.println(json(answer, read).toPrettyString());
            case sarif -> out.println(new MtlsSarif(answer, read).json().toPrettyString());
        }
        return read.isBroken() ? MtlsAnswer.BLOCKED : MtlsAnswer.status(answer);
    }

    /// What the daemon says, and the timeline beside it.
    static ObjectNode json(JsonNode answer, TrailLines read) {
        ObjectNode all = new JsonMapper().createObjectNode();
        for (String field : List.of("at", "profile", "drive", "asked", "note")) {
            all.set(field, answer.path(field));
        }
        ArrayNode blockers = all.putArray("blockers");
        for (JsonNode unit : answer.path("units")) {
            for (MtlsObstacle one : MtlsObstacle.of(unit)) {
                blockers.addObject()
                        .put("unit", one.unit())
                        .put("cause", one.code())
                        .put("what", one.what())
                        .put("fix", one.fix());
            }
        }
        all.set("units", answer.path("units"));
        all.set("exemptions", answer.path("exemptions"));
        all.putArray("timeline").addAll(read.records());
        ObjectNode audit = all.putObject("audit");
        audit.set("trail", answer.path("trail"));
        audit.put("chain", read.chain()).put("digest", read.digest());
        return all;
    }
}
