package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `fairlead edges`: who calls whom.
@Command(
        name = "edges",
        mixinStandardHelpOptions = true,
        description =
                "Shows who calls whom: rate, errors, latency and share of mutual TLS, busiest first.",
        footer = {
            "",
            "The daemon tells it only to callers on its own machine. From a pod of the demo:",
            "  fairlead exec istiod -- curl -s http://127.0.0.1:15014/debug/edges | fairlead edges -f -",
            "",
            "Exit status: 0 shown, 1 the daemon doesn't answer, 2 wrong use."
        })
public final class EdgesCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final String PAGE = "/debug/edges";
    private static final List<String> HEADERS =
            List.of(
                    "SOURCE",
                    "DESTINATION",
                    "SERVICE",
                    "PROTOCOL",
                    "COUNT",
                    "RATE/S",
                    "ERRORS",
                    "P50 MS",
                    "P99 MS",
                    "MTLS");

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private DaemonAnswer daemon;

    @Option(
            names = "--over",
            paramLabel = "WINDOW",
            defaultValue = "minute",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Over over;

    @Mixin private OutputFlag output;

    /// Over which time; the names are those of the daemon's answer.
    enum Over {
        tenSeconds,
        minute,
        tenMinutes
    }

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public EdgesCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            JsonNode answer = new JsonMapper().readTree(daemon.text(PAGE));
            output.print(answer, () -> table(answer, over), out);
            return 0;
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("fairlead edges: " + daemon.reason(PAGE, e));
            err.flush();
            return FAILED;
        }
    }

    /// The lines of a table, and below it how complete it is.
    static List<String> table(JsonNode answer, Over over) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADERS);
        for (JsonNode edge : answer.path("edges")) {
            rows.add(row(edge, edge.path(over.name())));
        }
        List<String> lines = TextTable.lines(rows);
        lines.add("");
        lines.add(
                "%d edges; of sidecars' reports %s came, %s twice, %s never; %s rows found no room"
                        .formatted(
                                rows.size() - 1,
                                answer.path("reports").asText(),
                                answer.path("repeated").asText(),
                                answer.path("lost").asText(),
                                answer.path("overflow").asText()));
        return lines;
    }

    private static List<String> row(JsonNode edge, JsonNode figures) {
        return List.of(
                Cells.end(edge.path("source")),
                Cells.end(edge.path("destination")),
                TextTable.cell(edge.path("service").asText()),
                edge.path("protocol").asText(),
                figures.path("count").asText(),
                Cells.number(figures.path("perSecond").asDouble()),
                Cells.percent(figures.path("errorShare").asDouble()),
                Cells.number(figures.path("p50Millis").asDouble()),
                Cells.number(figures.path("p99Millis").asDouble()),
                figures.path("count").asLong() == 0
                        ? "-"
                        : Cells.percent(figures.path("mtlsShare").asDouble()));
    }
}
