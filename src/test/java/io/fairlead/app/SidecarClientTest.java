package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Handler;
import io.fairlead.proxy.model.HttpConnection;
import io.fairlead.proxy.model.MetricChanges;
import io.fairlead.proxy.model.MetricChanges.Change;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.xds.AdsClient;
import io.fairlead.proxy.xds.AdsNode;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The sidecar's own client against the daemon, over a socket.
@Timeout(60)
class SidecarClientTest {
    private static final String CART = "outbound|80||cart.default.svc.cluster.local";

    @TempDir Path config;
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<ProxySnapshot> snapshots = new LinkedBlockingQueue<>();
    private RunningDaemon daemon;
    private AdsClient client;

    @BeforeEach
    void start() throws Exception {
        RunningDaemon.write(config, "cart", Yaml.service("cart", "10.96.0.1", "10.244.0.1"));
        daemon = RunningDaemon.start(config, 100);
        client =
                new AdsClient(
                        new AdsClient.Wiring(
                                loops.next(),
                                NioSocketChannel.class,
                                Clock.SYSTEM,
                                new SplittableRandom(1),
                                new Stats()),
                        GrpcTarget.plain("127.0.0.1", daemon.xdsPort()),
                        new AdsNode(
                                "sidecar~10.244.0.9~web.default~default.svc.cluster.local",
                                "web.default",
                                "{\"NAMESPACE\":\"default\"}"),
                        snapshots::add);
        client.start();
    }

    @AfterEach
    void stop() {
        client.stop();
        daemon.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void theSidecarTakesAllThatTheDaemonSends() throws Exception {
        ProxySnapshot first = await(SidecarClientTest::isWhole);

        assertThat(first.listeners()).containsKeys("virtualOutbound", "virtualInbound");
        assertThat(first.clusters()).containsKeys(CART, "PassthroughCluster");
        assertThat(client.view().refused()).isEmpty();
        assertThat(daemon.metric("pilot_total_xds_rejects")).isZero();
    }

    @Test
    void aChangeReachesTheSidecarAsOneSnapshotThatIsComplete() throws Exception {
        ProxySnapshot first = await(SidecarClientTest::isWhole);

        String shop = CART.replace("cart", "shop");
        daemon.write(
                "shop", Yaml.service("shop", "10.96.0.2", "10.244.0.7") + Yaml.route("shop", "3s"));
        ProxySnapshot next = await(s -> !s.routes().equals(first.routes()));

        assertThat(next.clusters()).containsKey(shop);
        assertThat(next.endpoints()).containsKey(shop);
    }

    @Test
    void whatATelemetrySaysOfMetricsReachesTheSidecarByMode() throws Exception {
        daemon.write(
                "metrics",
                """
                apiVersion: telemetry.istio.io/v1
                kind: Telemetry
                metadata: {name: metrics, namespace: istio-system}
                spec:
                  metrics:
                  - providers: [{name: prometheus}]
                    reportingInterval: 15s
                    overrides:
                    - match: {metric: REQUEST_SIZE, mode: CLIENT}
                      disabled: true
                    - match: {metric: REQUEST_COUNT, mode: SERVER}
                      tagOverrides:
                        request_host: {value: request.host}
                        response_flags: {operation: REMOVE}
                """);
        Map<String, Change> out = Map.of("request_bytes", dropped());
        Map<String, Change> in =
                Map.of(
                        "requests_total",
                        Change.NONE.with(
                                false,
                                Map.of("request_host", "request.host"),
                                Set.of("response_flags")));

        ProxySnapshot told =
                await(s -> isWhole(s) && changes(s, "virtualOutbound").equals(Set.of(out)));

        assertThat(changes(told, "virtualInbound")).containsExactly(in);
        assertThat(client.view().refused()).isEmpty();
    }

    private static Change dropped() {
        return Change.NONE.with(true, Map.of(), Set.of());
    }

    private static Set<Map<String, Change>> changes(ProxySnapshot snapshot, String listener) {
        return snapshot.listeners().values().stream()
                .filter(one -> one.name().equals(listener))
                .flatMap(one -> one.chains().stream())
                .map(FilterChain::handler)
                .flatMap(SidecarClientTest::metrics)
                .map(MetricChanges::byMetric)
                .collect(Collectors.toSet());
    }

    private static Stream<MetricChanges> metrics(Handler handler) {
        return switch (handler) {
            case Handler.HttpHandler(HttpConnection http) -> Stream.of(http.metrics());
            case Handler.TcpHandler tcp -> Stream.of(tcp.metrics());
            case Handler.Refuse _ -> Stream.of();
        };
    }

    @Test
    void aSidecarThatLosesTheDaemonKeepsWhatItHas() throws Exception {
        await(SidecarClientTest::isWhole);
        snapshots.clear();

        daemon.close();
        while (client.view().connected()) {
            Thread.onSpinWait();
        }

        assertThat(snapshots).isEmpty();
        assertThat(client.view().received()).isNotEmpty();
    }

    private static boolean isWhole(ProxySnapshot snapshot) {
        return snapshot.endpoints().containsKey(CART) && snapshot.route("80").isPresent();
    }

    private ProxySnapshot await(Predicate<ProxySnapshot> wanted) throws InterruptedException {
        while (true) {
            ProxySnapshot next =
                    Objects.requireNonNull(
                            snapshots.poll(20, TimeUnit.SECONDS), "no such snapshot");
            if (wanted.test(next)) {
                return next;
            }
        }
    }
}
