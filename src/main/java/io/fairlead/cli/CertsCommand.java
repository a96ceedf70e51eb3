package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `fairlead certs`: who has which certificate.
@Command(
        name = "certs",
        mixinStandardHelpOptions = true,
        description = "Shows who has which certificate, until when, and who issued it.",
        footer = {
            "",
            "The daemon tells it only to callers on its own machine. From a pod of the demo:",
            "  fairlead exec istiod -- curl -s http://127.0.0.1:15014/debug/certs | fairlead certs -f -",
            "",
            "Exit status: 0 shown, 1 the daemon doesn't answer, 2 wrong use."
        })
public final class CertsCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ANSWER_BYTES_MAX = 32 * 1024 * 1024;
    private static final List<String> HEADERS =
            List.of("IDENTITY", "SERIAL", "NOT AFTER", "ISSUER", "CALLER", "POD", "PROOF");
    private static final List<String> FIELDS =
            List.of("identity", "serial", "notAfter", "issuer", "caller", "pod", "proof");

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

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public CertsCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            String answer = file == null ? ask() : read(file);
            switch (format) {
                case json -> out.println(answer.strip());
                case table -> table(new JsonMapper().readTree(answer)).forEach(out::println);
            }
            out.flush();
            return 0;
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("fairlead certs: " + reason(e));
            err.flush();
            return FAILED;
        }
    }

    private String reason(IOException e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return file == null
                ? "http://%s/debug/certs: %s".formatted(daemon, text)
                : "%s: %s".formatted(file, text);
    }

    private static String read(Path from) throws IOException {
        try (InputStream in =
                from.toString().equals("-") ? System.in : Files.newInputStream(from)) {
            return new String(in.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
        }
    }

    private String ask() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://" + daemon + "/debug/certs"))
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

    /// The lines of a table, and below it who signs.
    static List<String> table(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADERS);
        for (JsonNode one : answer.path("certificates")) {
            rows.add(FIELDS.stream().map(field -> cell(one.path(field).asText())).toList());
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append(padded(row.get(column), width(rows, column)));
            }
            lines.add(line.toString().stripTrailing());
        }
        JsonNode authority = answer.path("authority");
        lines.add("");
        lines.add(
                "%d certificates; issuer %s, %s, until %s"
                        .formatted(
                                rows.size() - 1,
                                authority.path("name").asText(),
                                authority.path("origin").asText(),
                                authority.path("notAfter").asText()));
        return lines;
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
