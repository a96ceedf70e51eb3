package io.fairlead.minicluster.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/// A program for pods of tests. Without arguments it serves its pod's name on 8080; `ask URL TIMES` counts the answers
/// that it gets.
public final class StandIn {

    // Generous, since a pod that just started shares two cores with much else.
    private static final int WAIT_MS_MAX = 10_000;

    private static final PrintStream OUT = System.out;

    private StandIn() {}

    /// Serves or asks.
    public static void main(String[] args) throws IOException {
        if (args.length == 0) {
            serve();
        } else {
            ask(URI.create(args[1]), Integer.parseInt(args[2]))
                    .forEach((answer, count) -> OUT.println(count + " " + answer));
        }
    }

    /// Answers and how often each came, each over a connection of its own.
    static Map<String, Integer> ask(URI uri, int times) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < times; i++) {
            counts.merge(answer(uri), 1, Integer::sum);
        }
        return counts;
    }

    private static void serve() throws IOException {
        Map<String, String> env = System.getenv();
        String answer = env.getOrDefault("HOSTNAME", "?") + env.getOrDefault("MODE", "");
        HttpServer server = HttpServer.create(new InetSocketAddress(8_080), 128);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        OUT.println("serving as " + answer);
    }

    private static String answer(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(WAIT_MS_MAX);
        connection.setReadTimeout(WAIT_MS_MAX);
        connection.setRequestProperty("Connection", "close");
        try (var in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            return failed.getClass().getSimpleName();
        }
    }
}
