package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `fairlead mtls blockers`: who and what stands in the way, with what can be done.
@Command(
        name = "blockers",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = MtlsPlanCommand.USAGE,
        description =
                "Lists who speaks clear text to which port, and what else stands in the way, each with its fix.",
        footer = {
            "",
            "Exit status: 0 nothing blocks, 1 the daemon doesn't answer, 2 something blocks, 64 wrong use."
        })
public final class MtlsBlockersCommand implements Callable<Integer> {
    @CommandLine.Spec private CommandSpec spec;

    @Mixin private DaemonAnswer daemon;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public MtlsBlockersCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        return MtlsAnswer.ask(spec, daemon, MtlsBlockersCommand::print);
    }

    static int print(JsonNode answer, PrintWriter out) {
        boolean blocked = false;
        for (JsonNode unit : answer.path("units")) {
            boolean strict = MtlsAnswer.isStrict(unit);
            String trouble = unit.path("trouble").asText();
            if (!trouble.isEmpty()) {
                out.println(
                        "%s %s  <- %s"
                                .formatted(
                                        unit.path("phase").asText(),
                                        unit.path("unit").asText(),
                                        trouble));
                blocked |= !strict;
            }
            if (strict) {
                continue;
            }
            for (JsonNode blocker : unit.path("blockers")) {
                out.println(blocker.path("line").asText());
                blocked = true;
            }
        }
        return blocked ? MtlsAnswer.BLOCKED : 0;
    }
}
