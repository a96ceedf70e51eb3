package io.fairlead.proxy.trace.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A real Jaeger on ports of loopback, with its traces in memory.
final class JaegerAllInOne implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final int[] ports;
    private final HttpClient client = HttpClient.newHttpClient();

    private JaegerAllInOne(Process process, int[] ports) {
        this.process = process;
        this.ports = ports;
    }

    static JaegerAllInOne start() throws Exception {
        Path program =
                RealParts.program(
                        "jaeger-all-in-one",
                        "go build of github.com/jaegertracing/jaeger/cmd/all-in-one, as .ci/run does it");
        int[] ports = freePorts(9);
        String[] flags = {
            "--collector.grpc-server.host-port",
            "--collector.otlp.grpc.host-port",
            "--collector.otlp.http.host-port",
            "--collector.zipkin.host-port",
            "--query.http-server.host-port",
            "--query.grpc-server.host-port",
            "--collector.http-server.host-port",
            "--admin.http.host-port",
            "--http-server.host-port",
        };
        List<String> command = new ArrayList<>(List.of(program.toString()));
        for (int i = 0; i < flags.length; i++) {
            command.add(flags[i] + "=127.0.0.1:" + ports[i]);
        }
        for (String udp : List.of("jaeger-binary", "jaeger-compact", "zipkin-compact")) {
            command.add("--processor." + udp + ".server-host-port=127.0.0.1:0");
        }
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var jaeger = new JaegerAllInOne(process, ports);
        jaeger.await("/api/services", _ -> true);
        return jaeger;
    }

    private static int[] freePorts(int count) throws IOException {
        int[] ports = new int[count];
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                ports[i] = socket.getLocalPort();
            }
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
        return ports;
    }

    int grpc() {
        return ports[0];
    }

    int otlpGrpc() {
        return ports[1];
    }

    int otlpHttp() {
        return ports[2];
    }

    int zipkin() {
        return ports[3];
    }

    /// The spans of a trace, as soon as there are so many.
    JsonObject trace(String id, int spans) throws Exception {
        return await(
                        "/api/traces/" + id,
                        data ->
                                !data.isEmpty()
                                        && data.get(0)
                                                        .getAsJsonObject()
                                                        .getAsJsonArray("spans")
                                                        .size()
                                                == spans)
                .get(0)
                .getAsJsonObject();
    }

    private JsonArray await(String path, Predicate<JsonArray> enough) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        URI uri = URI.create("http://127.0.0.1:" + ports[4] + path);
        String last = "nothing";
        while (System.nanoTime() < end) {
            if (!process.isAlive()) {
                throw new IllegalStateException("jaeger has ended: " + process.exitValue());
            }
            try {
                var answer =
                        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
                last = answer.statusCode() + " " + answer.body();
                if (answer.statusCode() == 200) {
                    var data = JsonParser.parseString(answer.body()).getAsJsonObject().get("data");
                    JsonArray array = data.isJsonArray() ? data.getAsJsonArray() : new JsonArray();
                    if (enough.test(array)) {
                        return array;
                    }
                }
            } catch (IOException e) {
                last = e.toString();
            }
            boolean _ = process.waitFor(50, TimeUnit.MILLISECONDS);
        }
        throw new IllegalStateException("jaeger does not give " + path + ": " + last);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
