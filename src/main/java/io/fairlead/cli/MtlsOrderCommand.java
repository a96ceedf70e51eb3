package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fairlead.migrate.view.OrderDoor;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// What a person says of the migration: gives the order, and shows where the ports stand after the daemon's next look.
@Command(
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = MtlsPlanCommand.USAGE,
        footer = {
            "",
            "The daemon takes it only from callers on its own machine, and writes into its audit trail who",
            "said so.",
            "",
            "Exit status: 0 taken, 1 the daemon doesn't answer or refuses, 64 wrong use. With --wait:",
            "0 the ports are where it leads, 2 something blocks, 3 the time is over."
        })
abstract class MtlsOrderCommand implements Callable<Integer> {
    private final String verb;
    private final Terminal terminal;

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private DaemonDoor daemon;

    @ArgGroup(multiplicity = "1")
    private Which which;

    @Mixin private Speaker speaker;

    @Option(
            names = {"-y", "--yes"},
            description = "Does not ask whether it is meant.")
    private boolean yes;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Waits until the ports are where it leads. Default: ${DEFAULT-VALUE}")
    private int waitSeconds;

    @Mixin private OutputFlag output;

    /// Of what.
    static final class Which {
        @Option(
                names = "--unit",
                paramLabel = "NAMESPACE/WORKLOAD:PORT",
                description = "A port of a workload. Repeatable.")
        private List<String> units = List.of();

        @Option(names = "--all", description = "All of them.")
        private boolean all;

        /// For picocli, which sets the fields.
        Which() {}

        /// As the daemon names them.
        List<String> units() {
            return units.stream().map(OrderCall::unit).toList();
        }
    }

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    MtlsOrderCommand(String verb, Terminal terminal) {
        this.verb = verb;
        this.terminal = terminal;
    }

    /// Why it has to be asked whether it is meant; empty when it has not.
    abstract String risk(boolean all);

    /// True when a port is where the order leads.
    abstract boolean isDone(JsonNode unit);

    @Override
    public final Integer call() throws InterruptedException {
        if (!OrderDoor.isName(speaker.name()) || waitSeconds < 0) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--by is a name of letters, digits and ._@-; --wait is 0 or more");
        }
        PrintWriter err = spec.commandLine().getErr();
        String risk = risk(which.all);
        if (!yes && !risk.isEmpty() && !isMeant(risk)) {
            err.println("fairlead mtls " + verb + ": nothing was done");
            err.flush();
            return MtlsPlanCommand.USAGE;
        }
        List<OrderCall.Word> words = new ArrayList<>();
        words.add(new OrderCall.Word("by", speaker.name()));
        which.units().forEach(unit -> words.add(new OrderCall.Word("unit", unit)));
        if (which.all) {
            words.add(new OrderCall.Word("all", "true"));
        }
        OrderCall call = new OrderCall(spec, daemon.open(), verb);
        return call.give(verb, words, answer -> shown(call, answer));
    }

    private boolean isMeant(String risk) {
        if (terminal.isThere()) {
            return terminal.agrees(risk + ". Go on?");
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println(
                "fairlead mtls %s: %s, and nobody is there to be asked; fix: -y"
                        .formatted(verb, risk));
        return false;
    }

    private int shown(OrderCall call, JsonNode first) throws IOException, InterruptedException {
        JsonNode answer = first;
        long left = (long) waitSeconds * OrderCall.ASKS_PER_SECOND;
        while (left-- > 0 && status(answer) == MtlsAnswer.IN_PROGRESS) {
            OrderCall.pause();
            answer = call.view();
        }
        List<JsonNode> units = units(answer);
        output.print(tree(answer, units), () -> lines(units), spec.commandLine().getOut());
        return waitSeconds == 0 ? 0 : status(answer);
    }

    private List<JsonNode> units(JsonNode answer) {
        List<JsonNode> units = new ArrayList<>();
        for (JsonNode unit : answer.path("units")) {
            if (which.all || which.units().contains(unit.path("unit").asText())) {
                units.add(unit);
            }
        }
        return units;
    }

    private int status(JsonNode answer) {
        boolean done = true;
        boolean blocked = false;
        for (JsonNode unit : units(answer)) {
            done &= isDone(unit);
            blocked |= !isDone(unit) && MtlsAnswer.isBlocked(unit);
        }
        if (done) {
            return 0;
        }
        return blocked ? MtlsAnswer.BLOCKED : MtlsAnswer.IN_PROGRESS;
    }

    private JsonNode tree(JsonNode answer, List<JsonNode> units) {
        var root =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("order", verb)
                        .put("by", speaker.name())
                        .put("at", answer.path("at").asText());
        var rows = root.putArray("units");
        for (JsonNode unit : units) {
            rows.addObject()
                    .put("unit", unit.path("unit").asText())
                    .put("mode", unit.path("mode").asText())
                    .put("phase", unit.path("phase").asText())
                    .put("because", unit.path("because").asText());
        }
        return root;
    }

    private static List<String> lines(List<JsonNode> units) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("UNIT", "MODE", "PHASE", "BECAUSE"));
        for (JsonNode unit : units) {
            rows.add(
                    List.of(
                            unit.path("unit").asText(),
                            unit.path("mode").asText(),
                            unit.path("phase").asText(),
                            TextTable.cell(unit.path("because").asText())));
        }
        return TextTable.lines(rows);
    }
}
