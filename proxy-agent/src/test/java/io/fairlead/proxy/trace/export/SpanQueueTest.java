package io.fairlead.proxy.trace.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.grpc.CallMetadata;
import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.grpc.Security;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Tracing.Tracer;
import io.fairlead.proxy.trace.span.FinishedSpan;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Collectors that are dead, hang, or are nowhere: whoever hands spans over never waits, and each span is counted.
class SpanQueueTest {

    private static final int OFFERED = 1000;

    private final Stats stats = new Stats();

    static Stream<Tracer> providers() {
        return Stream.of(
                new Tracer.Jaeger("c"),
                new Tracer.Zipkin("c", "/api/v2/spans", true),
                new Tracer.OpenTelemetry("c", "", ""),
                new Tracer.OpenTelemetry("c", "", "/v1/traces"));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aCollectorThatHangs(Tracer provider) throws Exception {
        // It accepts, by the kernel's hand, and never says a word.
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            flood(provider, Optional.of(plain(silent.getLocalPort())));
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aCollectorThatIsDead(Tracer provider) throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        flood(provider, Optional.of(plain(port)));
    }

    @Test
    void aClusterWithoutAHost() throws Exception {
        flood(new Tracer.Jaeger("c"), Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aDaemonThatIsDead(Tracer provider) throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        flood(provider, Optional.of(new Way.Daemon(GrpcTarget.plain("127.0.0.1", port))));
    }

    @Test
    void aDaemonWhoseRootsAreNotThereYet() throws Exception {
        var tls =
                new Security.Tls(
                        "istiod",
                        () -> {
                            throw new IOException("root file is missing");
                        });
        var target = new GrpcTarget("127.0.0.1", 1, tls, CallMetadata.NONE);
        flood(new Tracer.Jaeger("c"), Optional.of(new Way.Daemon(target)));
    }

    @Test
    @Timeout(30)
    void aConnectionIsGivenUpWhenNoSpanComesForLong() throws Exception {
        Tracer provider = new Tracer.Jaeger("c");
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Way way = plain(server.getLocalPort());
            var destination = new SpanQueue.Destination("s", "", "c", _ -> Optional.of(way));
            var limits = new ExportLimits(64, 16, Duration.ofMillis(20), Duration.ofMillis(200), 5);
            try (var queue = new SpanQueue(provider, destination, stats, limits)) {
                queue.offer(new FinishedSpan(1, 2, 3, 0, false, "n", 0, 0, List.of(), ""));
                try (Socket connection = server.accept()) {
                    long _ =
                            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
                assertThat(count("spans_failed", provider)).isOne();
            }
        }
    }

    private static Way plain(int port) {
        return new Way.Plain(new Address("127.0.0.1", port));
    }

    /// A thousand spans at once: at most 64 wait, every one is either sent in vain or thrown away.
    private void flood(Tracer provider, Optional<Way> way) throws Exception {
        var destination = new SpanQueue.Destination("s", "", "c", _ -> way);
        var limits = new ExportLimits(64, 16, Duration.ofMillis(20), Duration.ofMillis(200), 100);
        var span = new FinishedSpan(1, 2, 3, 0, false, "n", 0, 0, List.of(), "");
        try (var queue = new SpanQueue(provider, destination, stats, limits)) {
            for (int i = 0; i < OFFERED; i++) {
                queue.offer(span);
            }
            assertThat(count("spans_dropped", provider) + count("spans_failed", provider))
                    .isGreaterThanOrEqualTo(OFFERED - 64 - 16);
            await(provider);
        }
        assertThat(count("spans_sent", provider)).isZero();
    }

    private void await(Tracer provider) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (count("spans_dropped", provider) + count("spans_failed", provider) < OFFERED) {
            assertThat(System.nanoTime()).as("all spans are counted in time").isLessThan(end);
            boolean _ = new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
        }
    }

    private long count(String what, Tracer provider) {
        String kind = provider.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
        return stats.counter(new StatName("tracing", kind, what)).sum();
    }
}
