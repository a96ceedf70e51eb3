package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.ServiceLabels;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.telemetry.report.EdgeMeter;
import io.fairlead.proxy.telemetry.report.Limits;
import io.fairlead.proxy.telemetry.report.ReportClient;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The sidecar's own reports against the daemon, over a socket.
@Timeout(60)
class ReportClientTest {
    private static final Limits LIMITS =
            new Limits(
                    100,
                    Duration.ofMinutes(10),
                    100,
                    Duration.ofMillis(50),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(50),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(5));

    @TempDir Path config;
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EdgeMeter meter = new EdgeMeter(LIMITS);

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void whatASidecarCountsIsAnEdgeOfTheGraph() throws Exception {
        try (RunningDaemon daemon = RunningDaemon.start(config, 100)) {
            ReportClient client = client(daemon.xdsPort());
            client.start();
            for (int i = 0; i < 9; i++) {
                meter.request(request(200, 10_000));
            }
            meter.request(request(503, 10_000));

            JsonNode edge = await(daemon, graph -> count(graph) == 10).path("edges").path(0);
            assertThat(edge.path("source").path("workload").asText()).isEqualTo("web-v1");
            assertThat(edge.path("service").asText()).isEqualTo("cart.shop");
            assertThat(edge.path("destination").path("workload").asText()).isEqualTo("cart-v1");
            assertThat(edge.path("minute").path("errorShare").asDouble()).isEqualTo(0.1);
            assertThat(edge.path("minute").path("p50Millis").asDouble()).isBetween(8.7, 11.3);
            assertThat(edge.path("minute").path("mtlsShare").asDouble()).isZero();
            client.stop();
        }
    }

    @Test
    void aSidecarThatEndsReportsItsLastRequests() throws Exception {
        try (RunningDaemon daemon = RunningDaemon.start(config, 100)) {
            ReportClient client = client(daemon.xdsPort());
            client.start();
            meter.request(request(200, 1));
            await(daemon, graph -> count(graph) == 1);
            meter.request(request(200, 1));
            client.stop();
            assertThat(count(graph(daemon))).isEqualTo(2);
        }
    }

    @Test
    void aNewDaemonHearsWhatTheOldOneDidNot() throws Exception {
        int port;
        ReportClient client;
        try (RunningDaemon daemon = RunningDaemon.start(config, 100)) {
            port = daemon.xdsPort();
            client = client(port);
            client.start();
            meter.request(request(200, 1));
            JsonNode graph = await(daemon, one -> count(one) == 1);
            assertThat(graph.path("repeated").asLong()).isZero();
        }
        for (int i = 0; i < 5; i++) {
            meter.request(request(200, 1));
        }
        InetSocketAddress same = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (RunningDaemon daemon = RunningDaemon.start(config, 100, same)) {
            // The first request may come again: whether the old daemon's last word arrived is
            // chance.
            JsonNode graph = await(daemon, one -> count(one) >= 5);
            assertThat(count(graph)).isBetween(5L, 6L);
            assertThat(graph.path("lost").asLong()).isZero();
        }
        client.stop();
    }

    @Test
    void aSecondRunOfASidecarIsCountedToo() throws Exception {
        try (RunningDaemon daemon = RunningDaemon.start(config, 100)) {
            ReportClient first = client(daemon.xdsPort());
            first.start();
            meter.request(request(200, 1));
            await(daemon, graph -> count(graph) == 1);
            first.stop();

            ReportClient second = client(daemon.xdsPort());
            second.start();
            meter.request(request(200, 1));
            JsonNode graph = await(daemon, one -> count(one) == 2);
            assertThat(graph.path("repeated").asLong()).isZero();
            second.stop();
        }
    }

    private ReportClient client(int port) {
        return new ReportClient(
                new ReportClient.Wiring(
                        loops.next(),
                        NioSocketChannel.class,
                        Clock.SYSTEM,
                        new SplittableRandom(1),
                        new Stats()),
                GrpcTarget.plain("127.0.0.1", port),
                new ReportClient.Pod("shop", "web-v1", "web-v1-abc"),
                List.of(meter),
                LIMITS);
    }

    private static RequestRecord request(int status, long micros) {
        RequestRecord request = new RequestRecord();
        request.responseCode = status;
        request.endNanos = TimeUnit.MICROSECONDS.toNanos(micros);
        request.service = new ServiceLabels("cart.shop.svc.cluster.local", "cart", "shop");
        request.peer =
                new WorkloadLabels(
                        "cart-v1", "shop", "cart", "v1", "cart", "v1", "Kubernetes", "unknown");
        return request;
    }

    private static long count(JsonNode graph) {
        return graph.path("edges").path(0).path("minute").path("count").asLong();
    }

    private static JsonNode graph(RunningDaemon daemon) throws Exception {
        return new JsonMapper()
                .readTree(daemon.get(daemon.monitoringPort(), "/debug/edges").body());
    }

    private static JsonNode await(RunningDaemon daemon, Predicate<JsonNode> wanted)
            throws Exception {
        while (true) {
            JsonNode graph = graph(daemon);
            if (wanted.test(graph)) {
                return graph;
            }
            assertThat(Thread.currentThread().isInterrupted()).as("waits for %s", graph).isFalse();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
