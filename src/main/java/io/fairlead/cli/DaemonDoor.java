package io.fairlead.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import picocli.CommandLine.Option;

/// The daemon's monitoring port.
final class DaemonDoor {
    private static final int OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--daemon",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:15014",
            description = "The daemon's monitoring port. Default: ${DEFAULT-VALUE}")
    private String daemon;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    DaemonDoor() {}

    /// What a page says.
    ///
    /// @param page path below the daemon's address, with its slash
    /// @throws IOException for which [#reason] has a sentence
    String get(String page) throws IOException, InterruptedException {
        return send(page, HttpRequest.newBuilder());
    }

    /// Has something done.
    ///
    /// @param header that the page asks for
    /// @throws IOException for which [#reason] has a sentence
    void post(String page, String header) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher nothing = HttpRequest.BodyPublishers.noBody();
        var _ = send(page, HttpRequest.newBuilder().POST(nothing).header(header, "yes"));
    }

    /// Where the answer was looked for, and what came instead.
    String reason(String page, IOException e) {
        return "http://%s%s: %s".formatted(daemon, page, text(e));
    }

    static String text(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private String send(String page, HttpRequest.Builder builder)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpRequest request =
                    builder.uri(URI.create("http://" + daemon + page)).timeout(PATIENCE).build();
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != OK) {
                String says = answer.body().strip();
                throw new IOException(says.isEmpty() ? "HTTP " + answer.statusCode() : says);
            }
            return answer.body();
        } catch (IllegalArgumentException _) {
            throw new IOException("is no HOST:PORT");
        }
    }
}
