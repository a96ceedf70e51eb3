package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
    private static final int OK = 200;
    private static final int PERCENT = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ANSWER_BYTES_MAX = 32 * 1024 * 1024;
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

    @Option(
            names = "--daemon",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:15014",
            description = "The daemon's monitoring port. Default: ${DEFAULT-VALUE}")
    private String daemon;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Read the daemon's answer from a file, or from standard input (-).")
    private @Nullable Path file;

    @Option(
            names = "--over",
            paramLabel = "WINDOW",
            defaultValue = "minute",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Over over;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table or json.")
    private Format format;

    /// How to print.
    enum Format {
        table,
        json
    }

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
            String answer = file == null ? ask() : read(file);
            switch (format) {
                case json -> out.println(answer.strip());
                case table -> table(new JsonMapper().readTree(answer), over).forEach(out::println);
            }
            out.flush();
            return 0;
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            String where = file == null ? "http://" + daemon + "/debug/edges" : file.toString();
            err.println("fairlead edges: " + where + ": " + text);
            err.flush();
            return FAILED;
        }
    }

    private static String read(Path from) throws IOException {
        try (var in = from.toString().equals("-") ? System.in : Files.newInputStream(from)) {
            return new String(in.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
        }
    }

    private String ask() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://" + daemon + "/debug/edges"))
                            .timeout(PATIENCE)
                            .build();
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != OK) {
                throw new IOException(answer.body().strip());
            }
            return answer.body();
        } catch (IllegalArgumentException _) {
            throw new IOException("is no HOST:PORT");
        }
    }

    /// The lines of a table, and below it how complete it is.
    static List<String> table(JsonNode answer, Over over) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADERS);
        for (JsonNode edge : answer.path("edges")) {
            rows.add(row(edge, edge.path(over.name())));
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append(padded(row.get(column), width(rows, column)));
            }
            lines.add(line.toString().stripTrailing());
        }
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
                end(edge.path("source")),
                end(edge.path("destination")),
                cell(edge.path("service").asText()),
                edge.path("protocol").asText(),
                figures.path("count").asText(),
                number(figures.path("perSecond")),
                percent(figures.path("errorShare")),
                number(figures.path("p50Millis")),
                number(figures.path("p99Millis")),
                figures.path("count").asLong() == 0 ? "-" : percent(figures.path("mtlsShare")));
    }

    private static String end(JsonNode end) {
        String namespace = end.path("namespace").asText();
        String workload = end.path("workload").asText();
        return namespace.isEmpty() ? workload : workload + "." + namespace;
    }

    private static String number(JsonNode number) {
        return String.format(Locale.ROOT, "%.1f", number.asDouble());
    }

    private static String percent(JsonNode share) {
        return String.format(Locale.ROOT, "%.1f%%", share.asDouble() * PERCENT);
    }

    private static String cell(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length() + 2);
    }
}
