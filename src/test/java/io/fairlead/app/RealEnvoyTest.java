package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A stock Envoy with nothing but our daemon behind it.
class RealEnvoyTest {

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final String CART = "outbound|80||cart.default.svc.cluster.local";

    @TempDir Path dir;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private Path config;
    private Daemon daemon;
    private HttpServer backend;

    @BeforeEach
    void start() throws Exception {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext(
                "/",
                exchange -> {
                    byte[] body =
                            exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        backend.start();
        config = Files.createDirectory(dir.resolve("config"));
        RunningDaemon.write(config, "cart", cart());
        daemon = new Daemon(new DaemonOptions(List.of(config), null, ANY, ANY, ANY, 100));
        daemon.start();
        assertThat(daemon.awaitReady(Duration.ofSeconds(20))).isTrue();
    }

    @AfterEach
    void stop() {
        if (daemon != null) {
            daemon.close();
            backend.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
    void envoyTakesEverythingAndRoutes(String api) throws Exception {
        try (RunningEnvoy running = run(api)) {
            String dump =
                    running.admin(
                            "/config_dump?include_eds",
                            text -> text.contains(CART) && text.contains("virtualInbound"));
            assertThat(dump).contains("virtualOutbound", "virtualInbound", "PassthroughCluster");

            assertThat(answers(running, "/v1/x", "/v1/x")).isTrue();

            RunningDaemon.write(config, "route", rewrite("/v1/x", "/other"));
            assertThat(answers(running, "/v1/x", "/other")).as("the new route is used").isTrue();

            assertThat(running.admin("/stats?filter=update_rejected", _ -> true))
                    .doesNotContainPattern("update_rejected: [1-9]");
            assertThat(running.admin("/ready", text -> text.contains("LIVE"))).contains("LIVE");
            assertThat(syncz()).contains("\"quiet\" : true").doesNotContain("rejected");
        }
    }

    @Test
    void envoyGoesOnWithoutUsAndTakesUpAgain() throws Exception {
        try (RunningEnvoy running = run("DELTA_GRPC")) {
            assertThat(answers(running, "/a", "/a")).isTrue();
            int port = daemon.xdsPort();
            daemon.close();

            assertThat(answers(running, "/b", "/b")).as("without a daemon").isTrue();
            RunningDaemon.write(config, "route", rewrite("/c", "/again"));
            daemon =
                    new Daemon(
                            new DaemonOptions(
                                    List.of(config),
                                    null,
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                                    ANY,
                                    ANY,
                                    100));
            daemon.start();

            assertThat(answers(running, "/c", "/again")).as("with the next one").isTrue();
        }
    }

    private String syncz() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + daemon.monitoringPort() + "/debug/syncz");
        return client.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private RunningEnvoy run(String api) throws IOException {
        String node =
                """
                "id": "sidecar~127.0.0.1~web.default~default.svc.cluster.local", "cluster": "web.default",
                "metadata": {"NAMESPACE": "default", "LABELS": {"app": "web"}}
                """;
        return RunningEnvoy.start(dir, RunningEnvoy.bootstrap(api, node, daemon.xdsPort(), ""));
    }

    private static boolean answers(RunningEnvoy running, String path, String expected)
            throws Exception {
        String ending = "\r\n\r\n" + expected;
        return running.askCart(path, text -> text.endsWith(ending)).endsWith(ending);
    }

    private String cart() {
        int port = backend.getAddress().getPort();
        return Yaml.service("cart", "10.96.0.1", "127.0.0.1")
                .replace("{name: http, port: 8080", "{name: http, port: " + port);
    }

    private static String rewrite(String from, String to) {
        return """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: cart, namespace: default}
        spec:
          hosts: [cart]
          http:
          - match: [{uri: {exact: %s}}]
            rewrite: {uri: %s}
            route: [{destination: {host: cart}}]
        """
                .formatted(from, to);
    }
}
