package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpServer;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.fairlead.push.session.TypeUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A stock Envoy tells the daemon what went through it, with the access log that the daemon wants of it; the daemon
/// makes Istio's metrics and the graph's edges of it.
@Timeout(120)
class RealEnvoyLogTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration GAP = Duration.ofMillis(100);

    @TempDir Path dir;
    private RunningDaemon daemon;
    private HttpServer cart;

    @BeforeEach
    void start() throws Exception {
        cart = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0), 0);
        cart.createContext(
                "/",
                exchange -> {
                    byte[] body = "driver".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        cart.start();
        String service =
                Yaml.service("cart", "10.96.0.1", "127.0.0.2")
                        .replace(
                                "{name: http, port: 8080",
                                "{name: http, port: " + cart.getAddress().getPort());
        Path config = Files.createDirectory(dir.resolve("config"));
        RunningDaemon.write(
                config,
                "mesh",
                service
                        + Yaml.pod("web", "127.0.0.1", "web")
                        + Yaml.pod("cart", "127.0.0.2", "cart"));
        daemon = RunningDaemon.start(config, 100);
    }

    @AfterEach
    void stop() {
        daemon.close();
        cart.stop(0);
    }

    @Test
    void requestsOfAStockEnvoyAreInTheMetricsAndInTheGraph() throws Exception {
        AccessLog log = wanted();
        String json =
                JsonFormat.printer()
                        .usingTypeRegistry(
                                com.google.protobuf.TypeRegistry.newBuilder()
                                        .add(HttpGrpcAccessLogConfig.getDescriptor())
                                        .build())
                        .print(log);
        String node =
                """
                "id": "sidecar~127.0.0.1~web.default~default.svc.cluster.local", "cluster": "web.default",
                "metadata": {"NAMESPACE": "default", "FAIRLEAD_LOG_CLUSTER": "xds-grpc"}
                """;
        String bootstrap =
                RunningEnvoy.bootstrap("DELTA_GRPC", node, daemon.xdsPort(), "")
                        .replace(
                                "\"stat_prefix\": \"test\",",
                                "\"stat_prefix\": \"test\", \"access_log\": [" + json + "],");
        try (RunningEnvoy envoy = RunningEnvoy.start(dir, bootstrap)) {
            assertThat(envoy.askCart("/a", text -> text.endsWith("driver"))).endsWith("driver");

            String metrics = await("/metrics", "istio_requests_total{");
            assertThat(metrics)
                    .containsPattern(
                            "istio_requests_total\\{connection_security_policy=\"unknown\",.*"
                                    + "destination_service_name=\"cart\".*destination_workload=\"cart\".*"
                                    + "reporter=\"source\".*response_code=\"200\".*"
                                    + "source_workload=\"web\"")
                    .containsPattern("istio_response_bytes_sum\\{.*\\} [1-9]")
                    .contains("fairlead_envoy_log_entries_total{result=\"dropped\"} 0.0");
            assertThat(await("/debug/edges", "cart.default")).contains("\"web\"", "\"cart\"");
        }
        assertThat(daemon.metric("pilot_total_xds_rejects")).isZero();
    }

    /// What the daemon sends a stock Envoy under our agent for its outbound HTTP.
    private AccessLog wanted() throws Exception {
        try (DeltaProxy proxy = new DeltaProxy(daemon.xdsPort())) {
            Node plain = RunningDaemon.node("web", "127.0.0.1");
            proxy.start(
                    plain.toBuilder()
                            .setMetadata(
                                    plain.getMetadata().toBuilder()
                                            .putFields(
                                                    "FAIRLEAD_LOG_CLUSTER",
                                                    com.google.protobuf.Value.newBuilder()
                                                            .setStringValue("xds-grpc")
                                                            .build()))
                            .build());
            proxy.until(TypeUrl.LISTENER).settle(200);
            Resource listener =
                    Objects.requireNonNull(proxy.held(TypeUrl.LISTENER).get("0.0.0.0_80"));
            for (Filter filter :
                    listener.getResource()
                            .unpack(Listener.class)
                            .getFilterChains(0)
                            .getFiltersList()) {
                if (filter.getTypedConfig().is(HttpConnectionManager.class)) {
                    return filter
                            .getTypedConfig()
                            .unpack(HttpConnectionManager.class)
                            .getAccessLogList()
                            .stream()
                            .filter(one -> one.getTypedConfig().is(HttpGrpcAccessLogConfig.class))
                            .findFirst()
                            .orElseThrow();
                }
            }
        }
        throw new AssertionError("no HTTP there");
    }

    private String await(String path, String wanted) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            last = daemon.get(daemon.monitoringPort(), path).body();
            if (last.contains(wanted)) {
                return last;
            }
            LockSupport.parkNanos(GAP.toNanos());
        }
        throw new AssertionError(path + " never had " + wanted + ": " + last);
    }
}
