package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
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
            List<MtlsObstacle> obstacles = MtlsObstacle.of(unit);
            obstacles.forEach(one -> out.println(one.line()));
            blocked |= !obstacles.isEmpty() && !MtlsAnswer.isStrict(unit);
        }
        return blocked ? MtlsAnswer.BLOCKED : 0;
    }
}
