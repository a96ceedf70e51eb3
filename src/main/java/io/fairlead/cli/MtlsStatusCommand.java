package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `fairlead mtls status`: where each port is.
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = MtlsPlanCommand.USAGE,
        description = {
            "Shows every port of every workload: its mode, its phase, and which of E1 to E6 hold.",
            "E1 nobody speaks clear text, E2 enough was seen, E3 all pods report, E4 the calendar is covered,",
            "E5 the configuration says nothing against STRICT, E6 all callers are ready."
        },
        footer = {
            "",
            "The daemon tells it only to callers on its own machine. From a pod of the demo:",
            "  fairlead exec istiod -- curl -s http://127.0.0.1:15014/debug/mtls | fairlead mtls status -f -",
            "",
            "Exit status: 0 every port is STRICT, 1 the daemon doesn't answer, 2 something blocks,",
            "3 nothing blocks and something is not STRICT yet, 64 wrong use."
        })
public final class MtlsStatusCommand implements Callable<Integer> {
    @CommandLine.Spec private CommandSpec spec;

    @Mixin private DaemonAnswer daemon;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public MtlsStatusCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        return MtlsAnswer.ask(spec, daemon, MtlsStatusCommand::print);
    }

    private static int print(JsonNode answer, PrintWriter out) {
        lines(answer).forEach(out::println);
        return MtlsAnswer.status(answer);
    }

    /// The lines of a table, and below it what goes on.
    static List<String> lines(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("UNIT", "MODE", "PHASE", "PODS", "E1-E6", "WAITS FOR"));
        Map<String, Integer> phases = new TreeMap<>();
        for (JsonNode unit : answer.path("units")) {
            phases.merge(unit.path("phase").asText(), 1, Integer::sum);
            rows.add(
                    List.of(
                            unit.path("unit").asText(),
                            unit.path("mode").asText(),
                            unit.path("phase").asText(),
                            String.valueOf(unit.path("pods").size()),
                            ticks(unit),
                            TextTable.cell(waitsFor(unit))));
        }
        List<String> lines = new ArrayList<>(TextTable.lines(rows));
        lines.add("");
        List<String> counts = new ArrayList<>();
        phases.forEach((phase, count) -> counts.add(count + " " + phase));
        lines.add("%d ports: %s".formatted(rows.size() - 1, String.join(", ", counts)));
        lines.add(
                "profile %s: %s"
                        .formatted(answer.path("profile").asText(), answer.path("note").asText()));
        JsonNode trail = answer.path("trail");
        String problem = trail.path("problem").asText();
        lines.add(
                "audit trail: "
                        + (problem.isEmpty()
                                ? "%s records, anchor %s"
                                        .formatted(
                                                trail.path("records").asText(),
                                                trail.path("anchor").asText())
                                : problem));
        return lines;
    }

    /// A sign for each rule that holds, a dash for each that doesn't.
    static String ticks(JsonNode unit) {
        StringBuilder ticks = new StringBuilder();
        for (JsonNode rule : unit.path("rules")) {
            String id = rule.path("id").asText();
            ticks.append(rule.path("holds").asBoolean() ? id.substring(1) : "-");
        }
        return ticks.toString();
    }

    static String waitsFor(JsonNode unit) {
        if (!unit.path("trouble").asText().isEmpty()) {
            return unit.path("trouble").asText();
        }
        if (MtlsAnswer.isStrict(unit)) {
            return "";
        }
        if (!unit.path("blockers").isEmpty()) {
            JsonNode first = unit.path("blockers").path(0);
            return first.path("code").asText() + ": " + first.path("what").asText();
        }
        for (JsonNode rule : unit.path("rules")) {
            if (!rule.path("holds").asBoolean()) {
                return rule.path("id").asText() + ": " + rule.path("says").asText();
            }
        }
        return "";
    }
}
