package io.fairlead.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the daemon says on a page of its monitoring port: asked now, or kept in a file.
final class DaemonAnswer {

    private static final int OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BYTES_MAX = 32 * 1024 * 1024;

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

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    DaemonAnswer() {}

    /// The answer's JSON.
    ///
    /// @param page path below the daemon's address, with its slash
    /// @throws IOException for which [#reason] has a sentence
    String text(String page) throws IOException, InterruptedException {
        return file == null ? ask(page) : read(file);
    }

    /// False when the answer is read from a file.
    boolean isAsked() {
        return file == null;
    }

    /// Where the answer was looked for, and what came instead.
    String reason(String page, IOException e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return file == null
                ? "http://%s%s: %s".formatted(daemon, page, text)
                : "%s: %s".formatted(file, text);
    }

    private static String read(Path from) throws IOException {
        try (InputStream in =
                from.toString().equals("-") ? System.in : Files.newInputStream(from)) {
            return new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
        }
    }

    private String ask(String page) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://" + daemon + page))
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
}
