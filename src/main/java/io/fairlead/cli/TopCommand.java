package io.fairlead.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `fairlead top`: what goes on now.
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = "Shows what workloads answer and ask now, busiest first, until Ctrl-C.",
        footer = {
            "",
            "P50 and P99 are those of the slowest edge. Where the output is no terminal, and with -f, it",
            "is shown once. The daemon tells it only to callers on its own machine; from a pod of the demo:",
            "  fairlead exec istiod -- curl -s http://127.0.0.1:15014/debug/edges | fairlead top -f -",
            "",
            "Exit status: 0 shown, 1 the daemon doesn't answer (with --once), 2 wrong use."
        })
public final class TopCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final String PAGE = "/debug/edges";

    /// To the upper left corner; the rest of a line, and of the screen, is cleared as it is written: no flicker.
    private static final String HOME = "\u001b[H";

    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_REST = "\u001b[J";

    private static final List<String> HEADERS =
            List.of(
                    "WORKLOAD",
                    "ASKED/S",
                    "ERRORS",
                    "P50 MS",
                    "P99 MS",
                    "MTLS",
                    "CALLERS",
                    "ASKS/S",
                    "ERRORS");

    private final CountDownLatch ended = new CountDownLatch(1);

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private DaemonAnswer daemon;

    @Option(
            names = "--over",
            paramLabel = "WINDOW",
            defaultValue = "tenSeconds",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private EdgesCommand.Over over;

    @Option(names = "--edges", description = "Edges instead of workloads.")
    private boolean edges;

    @Option(names = "--once", description = "Shows it once.")
    private boolean once;

    @Option(names = "--json", description = "Shows it once, as JSON.")
    private boolean json;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "How often to ask. Default: ${DEFAULT-VALUE}")
    private int everySeconds;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "${env:LINES:-40}",
            description = "Lines of the screen. Default: $LINES, else 40")
    private int rows;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public TopCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (everySeconds < 1 || rows < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--every and --rows are 1 or more");
        }
        return once || json || !daemon.isAsked() || !isTerminal() ? show() : follow();
    }

    /// In JDK 25 there is no console again where input or output is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private int show() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            JsonNode answer = answer();
            if (json) {
                out.println(json(answer));
            } else {
                lines(answer).forEach(out::println);
            }
            out.flush();
            return 0;
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("fairlead top: " + daemon.reason(PAGE, e));
            err.flush();
            return FAILED;
        }
    }

    private int follow() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        do {
            out.print(HOME + screen(frame(), rows) + CLEAR_REST);
            out.flush();
        } while (!ended.await(everySeconds, TimeUnit.SECONDS));
        return 0;
    }

    /// A daemon that starts again is waited for.
    private List<String> frame() throws InterruptedException {
        try {
            return lines(answer());
        } catch (IOException e) {
            return List.of(daemon.reason(PAGE, e), "asking again");
        }
    }

    private JsonNode answer() throws IOException, InterruptedException {
        JsonNode answer = new JsonMapper().readTree(daemon.text(PAGE));
        if (!answer.path("edges").isArray()) {
            throw new IOException("has no edges");
        }
        return answer;
    }

    private List<String> lines(JsonNode answer) {
        return edges
                ? EdgesCommand.table(answer, over)
                : TextTable.lines(rows(Workloads.of(answer, over)));
    }

    private String json(JsonNode answer) throws JsonProcessingException {
        Object shown =
                edges
                        ? Map.of("edges", answer.path("edges"))
                        : Map.of("over", over.name(), "workloads", Workloads.of(answer, over));
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(shown);
    }

    /// As many lines as the screen has, without a line's end behind the last: it would scroll.
    static String screen(List<String> lines, int rows) {
        List<String> fitting = lines.subList(0, Math.min(lines.size(), rows));
        return String.join(CLEAR_LINE + System.lineSeparator(), fitting) + CLEAR_LINE;
    }

    private static List<List<String>> rows(List<Workloads.Line> lines) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADERS);
        for (Workloads.Line one : lines) {
            boolean asked = one.perSecond() > 0;
            boolean asks = one.callsPerSecond() > 0;
            rows.add(
                    List.of(
                            one.workload(),
                            Cells.number(one.perSecond()),
                            asked ? Cells.percent(one.errorShare()) : "-",
                            asked ? Cells.number(one.p50Millis()) : "-",
                            asked ? Cells.number(one.p99Millis()) : "-",
                            asked ? Cells.percent(one.mtlsShare()) : "-",
                            String.valueOf(one.callers()),
                            Cells.number(one.callsPerSecond()),
                            asks ? Cells.percent(one.callErrorShare()) : "-"));
        }
        return rows;
    }
}
