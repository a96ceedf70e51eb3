package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.grpc.Security;
import io.fairlead.proxy.identity.ca.DaemonCredentials;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.Tracing.Tracer;
import io.fairlead.proxy.trace.export.ExportLimits;
import io.fairlead.proxy.trace.export.SpanQueue;
import io.fairlead.proxy.trace.export.Way;
import io.fairlead.proxy.trace.span.FinishedSpan;
import io.fairlead.testing.TokenMint;
import io.fairlead.trace.collect.CollectLimits;
import io.fairlead.trace.collect.Collectors;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Spans of sidecars on the daemon's own ports: behind TLS only from those who prove who they are.
@Timeout(120)
class SecureSpansTest {

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final TokenMint MINT = TokenMint.rsa("cluster");
    private static final Tracer JAEGER = new Tracer.Jaeger("xds-grpc");
    private static final Tracer OTLP = new Tracer.OpenTelemetry("xds-grpc", "", "");

    @TempDir Path dir;
    private final Stats stats = new Stats();
    private Daemon daemon;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(dir.resolve("jwks.json"), MINT.jwks());
        daemon =
                new Daemon(
                        new DaemonOptions(
                                List.of(),
                                null,
                                ANY,
                                ANY,
                                ANY,
                                100,
                                Secured.in(dir),
                                new ConsoleOptions(ANY, Set.of()),
                                new TraceOptions(
                                        Collectors.Addresses.NONE, CollectLimits.DEFAULT)));
        daemon.start();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void whoProvesWhoHeIsTellsSpansBehindTls() throws Exception {
        Files.writeString(dir.resolve("token"), MINT.token("shop", "cart", Instant.now()) + "\n");
        assertThat(daemon.collectorPorts()).isEqualTo(new Collectors.Ports(0, 0, 0, 0));

        send(JAEGER, secured(), "spans_sent");
        send(OTLP, secured(), "spans_sent");

        assertThat(services()).contains("by-jaeger", "by-opentelemetry");
    }

    @Test
    void aTokenThatComesLaterIsUsed() throws Exception {
        GrpcTarget target = secured();
        try (SpanQueue queue = queue(JAEGER, target)) {
            queue.offer(span());
            await(JAEGER, "spans_failed");
            Files.writeString(
                    dir.resolve("token"), MINT.token("shop", "cart", Instant.now()) + "\n");
            queue.offer(span());
            await(JAEGER, "spans_sent");
        }
    }

    @Test
    void whoDoesNotIsRefusedAndItsSpansAreCounted() throws Exception {
        Files.writeString(dir.resolve("token"), "none-that-anybody-signed");

        send(JAEGER, secured(), "spans_failed");

        assertThat(services()).doesNotContain("by-jaeger");
        assertThat(stats.counter(new StatName("tracing", "jaeger", "spans_sent")).sum()).isZero();
    }

    @Test
    void inPlaintextTheyGoWhereAllElseGoes() throws Exception {
        send(JAEGER, GrpcTarget.plain("127.0.0.1", daemon.xdsPort()), "spans_sent");

        assertThat(services()).contains("by-jaeger");
    }

    @Test
    void otherProtocolsDontGoThere() throws Exception {
        Tracer zipkin = new Tracer.Zipkin("xds-grpc", "/api/v2/spans", true);
        send(zipkin, GrpcTarget.plain("127.0.0.1", daemon.xdsPort()), "spans_failed");
    }

    private void send(Tracer tracer, GrpcTarget target, String becomes) throws Exception {
        try (SpanQueue queue = queue(tracer, target)) {
            queue.offer(span());
            await(tracer, becomes);
        }
    }

    private SpanQueue queue(Tracer tracer, GrpcTarget target) {
        var destination =
                new SpanQueue.Destination(
                        "by-" + kind(tracer),
                        "10.0.0.1",
                        "xds-grpc",
                        _ -> Optional.of(new Way.Daemon(target)));
        var limits = new ExportLimits(64, 16, Duration.ofMillis(20), Duration.ofSeconds(20), 1000);
        return new SpanQueue(tracer, destination, stats, limits);
    }

    private GrpcTarget secured() {
        DaemonCredentials credentials =
                new DaemonCredentials(
                        new DaemonCredentials.Paths(
                                dir.resolve("token"), dir.resolve("ca/root-cert.pem")),
                        "Kubernetes",
                        Optional::empty);
        return new GrpcTarget(
                "127.0.0.1",
                daemon.securePort(),
                new Security.Tls("istiod.istio-system.svc", credentials),
                credentials);
    }

    private static FinishedSpan span() {
        long now = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        return new FinishedSpan(1, 2, 3, 0, false, "n", now, 1000, List.of(), "");
    }

    private void await(Tracer tracer, String what) throws InterruptedException {
        var counter = stats.counter(new StatName("tracing", kind(tracer), what));
        while (counter.sum() == 0) {
            boolean _ = new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
        }
    }

    private static String kind(Tracer tracer) {
        return tracer.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    private String services() throws Exception {
        return TracingDaemon.get("http://127.0.0.1:" + daemon.consolePort(), "/jaeger/api/services")
                .body();
    }
}
