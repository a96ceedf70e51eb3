package io.fairlead.proxy.bootstrap;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// `request METHOD PATH [BODY]`: asks the admin port of this pod's proxy, and prints the answer.
final class Request {
    private static final int USAGE = 64;
    private static final int FAILED = 1;
    private static final int ERROR_STATUS = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PORT = "--debug-port";
    private static final Pattern METHOD = Pattern.compile("[A-Za-z]{1,16}");

    private Request() {}

    /// The exit status: 0 where the proxy answered well.
    static int run(List<String> arguments) throws InterruptedException {
        List<String> words = new ArrayList<>();
        String port = "15000";
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (word.startsWith(PORT + "=")) {
                port = word.substring(PORT.length() + 1);
            } else if (word.equals(PORT) && i + 1 < arguments.size()) {
                port = arguments.get(++i);
            } else {
                words.add(word);
            }
        }
        if (words.size() < 2
                || words.size() > 3
                || !METHOD.matcher(words.getFirst()).matches()
                || !port.matches("[0-9]{1,5}")) {
            System.err.println("usage: request [--debug-port PORT] METHOD PATH [BODY]");
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
                    "request: the proxy's port %s can't be asked: %s".formatted(port, e));
        }
        return FAILED;
    }
}
