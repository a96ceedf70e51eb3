package io.fairlead.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// A port that answers in clear text: of a daemon, or of a proxy.
///
/// @param address `HOST:PORT`
record HttpDoor(String address) {
    private static final int OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// What a page says.
    ///
    /// @param page path below the address, with its slash
    /// @throws IOException for which [#reason] has a sentence
    String get(String page) throws IOException, InterruptedException {
        return send(page, HttpRequest.newBuilder());
    }

    /// Has something done, and tells what was answered.
    ///
    /// @throws IOException for which [#reason] has a sentence
    String post(String page) throws IOException, InterruptedException {
        return send(page, HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()));
    }

    /// Has something done on a page that asks for a header.
    ///
    /// @throws IOException for which [#reason] has a sentence
    void post(String page, String header) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher nothing = HttpRequest.BodyPublishers.noBody();
        var _ = send(page, HttpRequest.newBuilder().POST(nothing).header(header, "yes"));
    }

    /// Where the answer was looked for, and what came instead.
    String reason(String page, IOException e) {
        return "http://%s%s: %s".formatted(address, page, text(e));
    }

    static String text(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private String send(String page, HttpRequest.Builder builder)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpRequest request =
                    builder.uri(URI.create("http://" + address + page)).timeout(PATIENCE).build();
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
