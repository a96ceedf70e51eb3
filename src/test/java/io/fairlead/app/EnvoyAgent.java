package io.fairlead.app;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The sidecar's agent as a program of its own, with a stock Envoy as its child.
final class EnvoyAgent implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration GAP = Duration.ofMillis(50);

    private final Path dir;
    private final Ports ports;
    private final Process process;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    record Ports(int admin, int agent, int readiness, int metrics) {
        static Ports free() {
            try (ServerSocket a = new ServerSocket(0);
                    ServerSocket b = new ServerSocket(0);
                    ServerSocket c = new ServerSocket(0);
                    ServerSocket d = new ServerSocket(0)) {
                return new Ports(
                        a.getLocalPort(), b.getLocalPort(), c.getLocalPort(), d.getLocalPort());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private EnvoyAgent(Path dir, Ports ports, Process process) {
        this.dir = dir;
        this.ports = ports;
        this.process = process;
    }

    /// Starts it.
    ///
    /// @param environment beside what every one here gets
    /// @param discovery fields of PROXY_CONFIG that say where the daemon is
    static EnvoyAgent start(Path dir, Path envoy, Map<String, String> environment, String discovery)
            throws IOException {
        Ports ports = Ports.free();
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        "io.fairlead.proxy.bootstrap.Main",
                        "proxy",
                        "sidecar");
        Map<String, String> all = new HashMap<>(environment);
        all.put("FAIRLEAD_DATA_PLANE", "envoy");
        all.put("ENVOY_BINARY", envoy.toString());
        all.put("POD_NAME", "web-1");
        all.put("INSTANCE_IP", "127.0.0.1");
        all.put("ISTIO_META_ENVOY_STATUS_PORT", Integer.toString(ports.readiness()));
        all.put("ISTIO_META_ENVOY_PROMETHEUS_PORT", Integer.toString(ports.metrics()));
        all.put(
                "PROXY_CONFIG",
                """
                {%s, "proxyAdminPort": %d, "statusPort": %d,
                 "concurrency": 1, "terminationDrainDuration": "1s"}
                """
                        .formatted(discovery, ports.admin(), ports.agent()));
        builder.environment().putAll(all);
        Process process =
                builder.directory(Files.createDirectory(dir.resolve("pod")).toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("agent.log").toFile())
                        .start();
        return new EnvoyAgent(dir, ports, process);
    }

    /// Of this test, also where a launcher loads it from a list of its own.
    private static String classPath() {
        return EnvoyAgent.class.getClassLoader() instanceof URLClassLoader own
                ? Stream.of(own.getURLs()).map(URL::getPath).collect(Collectors.joining(":"))
                : System.getProperty("java.class.path");
    }

    Process process() {
        return process;
    }

    Ports ports() {
        return ports;
    }

    ProcessHandle envoy() {
        return process.children().findFirst().orElseThrow();
    }

    void awaitReady() throws IOException {
        await(() -> status(ports.readiness(), "/healthz/ready") == 200, "readiness");
    }

    void await(BooleanSupplier wanted, String what) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + what + ": " + log());
            }
            LockSupport.parkNanos(GAP.toNanos());
        }
    }

    String log() throws IOException {
        return Files.readString(dir.resolve("agent.log"));
    }

    int status(int port, String path) {
        try {
            return get(port, path).statusCode();
        } catch (IOException _) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// The body of a page, empty while there is none.
    String page(int port, String path) {
        try {
            return get(port, path).body();
        } catch (IOException _) {
            return "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
