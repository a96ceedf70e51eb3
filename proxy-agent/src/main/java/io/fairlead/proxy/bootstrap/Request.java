package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.bootstrap.parse.BadConfig;
import io.fairlead.proxy.bootstrap.parse.CommandFlags;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// `request METHOD PATH [BODY]`: asks the admin port of this pod's proxy, and prints the answer.
final class Request {
    private static final int USAGE = 64;
    private static final int FAILED = 1;
    private static final int ERROR_STATUS = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PORT = "--debug-port";
    private static final String USAGE_TEXT =
            "Usage: request [--debug-port PORT] METHOD PATH [BODY]";
    private static final Pattern METHOD = Pattern.compile("[A-Za-z]{1,16}");

    private Request() {}

    /// The exit status: 0 where the proxy answered well.
    static int run(List<String> arguments) throws InterruptedException {
        List<String> words;
        int port;
        try {
            CommandFlags flags = CommandFlags.parse(arguments, Set.of(PORT));
            words = flags.words();
            port = flags.number(PORT, 15_000, 65_535);
        } catch (BadConfig e) {
            System.err.println("request: " + e.getMessage() + ". " + USAGE_TEXT);
            return USAGE;
        }
        if (words.size() < 2 || words.size() > 3 || !METHOD.matcher(words.getFirst()).matches()) {
            System.err.println(USAGE_TEXT);
            return USAGE;
        }
        String path = words.get(1).startsWith("/") ? words.get(1) : "/" + words.get(1);
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(PATIENCE)
                            .method(
                                    words.getFirst(),
                                    words.size() > 2
                                            ? BodyPublishers.ofString(words.get(2))
                                            : BodyPublishers.noBody())
                            .build();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            System.out.print(answer.body());
            System.out.flush();
            if (answer.statusCode() < ERROR_STATUS) {
                return 0;
            }
            System.err.println("request: the proxy answered with status " + answer.statusCode());
        } catch (IllegalArgumentException e) {
            System.err.println("request: " + e.getMessage());
            return USAGE;
        } catch (IOException e) {
            System.err.println(
                    "request: the proxy's port %d can't be asked: %s".formatted(port, e));
        }
        return FAILED;
    }
}
