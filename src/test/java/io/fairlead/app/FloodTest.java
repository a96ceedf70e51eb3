package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.push.session.TypeUrl;
import io.fairlead.testing.Requests;
import io.fairlead.testing.SecureClient;
import io.fairlead.testing.SecureClient.Credentials;
import io.fairlead.testing.TokenMint;
import io.fairlead.trace.collect.CollectLimits;
import io.fairlead.trace.collect.Collectors;
import io.fairlead.trace.decode.JaegerBytes;
import io.fairlead.trace.store.StoreLimits;
import io.grpc.StatusRuntimeException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Certificates and pushes of configuration while far too many spans arrive. Times with the flood are held against times without
/// it, in turn; how much slower the machine may be is generous, as the flood itself runs on it. `perf spans` has figures.
@Timeout(120)
class FloodTest {

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final TokenMint MINT = TokenMint.ec("one");
    private static final KeyPair KEY = Requests.ec("secp256r1");
    private static final String CART = "outbound|80||cart.default.svc.cluster.local";
    private static final long STORE_BYTES = 2 * 1024 * 1024;
    private static final int ROUNDS = 3;
    private static final int EACH = 15;
    private static final int CHANGES = 4;
    private static final int FLOODS = 2;
    private static final int SLOWER_MAX = 10;
    private static final long ALWAYS_ALLOWED_NANOS = Duration.ofSeconds(3).toNanos();

    /// So little a second that almost all of the flood is refused.
    private static final CollectLimits LIMITS =
            new CollectLimits(
                    1024 * 1024,
                    2 * 1024 * 1024,
                    512L * 1024,
                    16,
                    16,
                    CollectLimits.DEFAULT.decode(),
                    new StoreLimits(STORE_BYTES, 1_000));

    @TempDir Path dir;
    private Path config;
    private Daemon daemon;

    @BeforeEach
    void start() throws Exception {
        config = Files.createDirectory(dir.resolve("config"));
        RunningDaemon.write(config, "cart", Yaml.service("cart", "10.96.0.1", "10.244.0.1"));
        Files.writeString(dir.resolve("jwks.json"), MINT.jwks());
        SecureOptions secure = Secured.in(dir);
        daemon =
                new Daemon(
                        new DaemonOptions(
                                List.of(config),
                                null,
                                ANY,
                                ANY,
                                ANY,
                                100,
                                secure,
                                new ConsoleOptions(ANY, Set.of()),
                                new TraceOptions(
                                        new Collectors.Addresses(ANY, ANY, ANY, ANY), LIMITS)));
        daemon.start();
        assertThat(daemon.awaitReady(Duration.ofSeconds(20))).isTrue();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void aFloodOfSpansKeepsNobodyFromCertificatesAndConfiguration() throws Exception {
        List<Long> quiet = new ArrayList<>();
        List<Long> flooded = new ArrayList<>();
        List<Long> quietChanges = new ArrayList<>();
        List<Long> floodedChanges = new ArrayList<>();
        int[] number = {1};
        String root = Files.readString(dir.resolve("ca/root-cert.pem"));
        Credentials web = Credentials.token(MINT.token("default", "web", Instant.now()));
        try (SecureClient client = new SecureClient(daemon.securePort(), root, web);
                DeltaProxy proxy = new DeltaProxy(daemon.xdsPort())) {
            proxy.start(RunningDaemon.node("web", "10.244.0.9"));
            proxy.until(TypeUrl.ENDPOINT);
            for (int round = 0; round < ROUNDS; round++) {
                ask(client, quiet);
                change(proxy, number, quietChanges);
                int port = daemon.collectorPorts().jaeger();
                try (Flood _ =
                        new Flood(
                                Collections.nCopies(
                                        FLOODS,
                                        request -> TracingDaemon.postSpans(port, request)))) {
                    ask(client, flooded);
                    change(proxy, number, floodedChanges);
                }
            }
        }
        isNotMuchSlower(quiet, flooded);
        isNotMuchSlower(quietChanges, floodedChanges);
        assertThat(metric("fairlead_trace_refused_total")).as("of the flood").isPositive();
        assertThat(metric("fairlead_trace_spans_total")).isPositive();
        assertThat(metric("fairlead_trace_store_bytes")).isBetween(1.0, (double) STORE_BYTES);
        assertThat(metric("fairlead_faults_total")).isZero();
    }

    /// Sidecars have no other port for their spans. Each certificate and each change is asked for while the flood is under
    /// way, on the port that it fills, and is answered before it ends.
    @Test
    void aFloodOnThePortWhereCertificatesComeFromKeepsNobodyFromThem() throws Exception {
        String root = Files.readString(dir.resolve("ca/root-cert.pem"));
        Credentials web = Credentials.token(MINT.token("default", "web", Instant.now()));
        int[] number = {1};
        List<Long> nanos = new ArrayList<>();
        try (SecureClient one = new SecureClient(daemon.securePort(), root, web);
                SecureClient other = new SecureClient(daemon.securePort(), root, web);
                DeltaProxy proxy = new DeltaProxy(daemon.xdsPort())) {
            proxy.start(RunningDaemon.node("web", "10.244.0.9"));
            proxy.until(TypeUrl.ENDPOINT);
            try (Flood flood = new Flood(List.of(by(one), by(one), by(other), by(other)))) {
                for (int round = 0; round < ROUNDS; round++) {
                    long before = flood.awaitRefused(flood.refused.get());
                    // The connection that brings a flood, and one of its own.
                    ask(one, nanos);
                    try (SecureClient client = new SecureClient(daemon.securePort(), root, web)) {
                        ask(client, nanos);
                    }
                    change(proxy, number, nanos);
                    assertThat(flood.awaitRefused(before)).isGreaterThan(before);
                }
            }
        }
        assertThat(nanos).hasSize(ROUNDS * (2 * EACH + CHANGES));
        assertThat(metric("fairlead_trace_spans_total")).isPositive();
        assertThat(metric("fairlead_trace_store_bytes")).isBetween(1.0, (double) STORE_BYTES);
        assertThat(metric("fairlead_xds_refused_streams_total")).isZero();
        assertThat(metric("citadel_server_success_cert_issuance_count"))
                .isEqualTo(2.0 * ROUNDS * EACH);
        assertThat(metric("fairlead_faults_total")).isZero();
    }

    private static Consumer<byte[]> by(SecureClient client) {
        return request -> TracingDaemon.postSpans(client.channel(), request);
    }

    private static void ask(SecureClient client, List<Long> nanos) throws Exception {
        for (int i = 0; i < EACH; i++) {
            long begin = System.nanoTime();
            assertThat(client.create(Requests.pem(KEY), 3600)).hasSize(2);
            nanos.add(System.nanoTime() - begin);
        }
    }

    /// From a file that changes until a sidecar has what it says.
    private void change(DeltaProxy proxy, int[] number, List<Long> nanos) throws Exception {
        for (int i = 0; i < CHANGES; i++) {
            String ip = "10.244.0." + ++number[0];
            long begin = System.nanoTime();
            RunningDaemon.write(config, "cart", Yaml.service("cart", "10.96.0.1", ip));
            while (!String.valueOf(proxy.held(TypeUrl.ENDPOINT).get(CART)).contains(ip)) {
                proxy.until(TypeUrl.ENDPOINT);
            }
            nanos.add(System.nanoTime() - begin);
        }
    }

    private static void isNotMuchSlower(List<Long> quiet, List<Long> flooded) {
        assertThat(p99(flooded))
                .as("quiet %s, flooded %s", quiet, flooded)
                .isLessThan(Math.max(SLOWER_MAX * p99(quiet), ALWAYS_ALLOWED_NANOS));
    }

    private static long p99(List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    }

    private double metric(String name) throws Exception {
        String text =
                TracingDaemon.get("http://127.0.0.1:" + daemon.monitoringPort(), "/metrics").body();
        Matcher line = Pattern.compile("(?m)^" + name + "(\\{[^}]*})? ([0-9.E+-]+)$").matcher(text);
        double sum = 0;
        while (line.find()) {
            sum += Double.parseDouble(line.group(2));
        }
        return sum;
    }

    /// As fast as they are answered.
    private static final class Flood implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicLong refused = new AtomicLong();
        private final List<Thread> threads = new ArrayList<>();

        Flood(List<Consumer<byte[]>> senders) {
            long now = Instant.now().toEpochMilli() * 1_000;
            for (int i = 0; i < senders.size(); i++) {
                byte[] request = request(i, now);
                Consumer<byte[]> sender = senders.get(i);
                threads.add(Thread.ofVirtual().start(() -> send(sender, request)));
            }
        }

        /// Waits until more of it was refused than before.
        long awaitRefused(long before) {
            while (refused.get() <= before) {
                LockSupport.parkNanos(1_000_000);
            }
            return refused.get();
        }

        private static byte[] request(int flood, long now) {
            JaegerBytes.Report[] spans = new JaegerBytes.Report[2_000];
            for (int i = 0; i < spans.length; i++) {
                spans[i] =
                        new JaegerBytes.Report(
                                1 + flood * 10_000L + i, 1, 0, "GET /" + i % 50, "server", now, 10);
            }
            return JaegerBytes.request("flood", "10.0.0.1", spans);
        }

        private void send(Consumer<byte[]> sender, byte[] request) {
            // However slow the machine is: something of it was refused.
            while (!over.get() || refused.get() == 0) {
                try {
                    sender.accept(request);
                } catch (StatusRuntimeException _) {
                    refused.incrementAndGet();
                }
            }
        }

        @Override
        public void close() {
            over.set(true);
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("the test was stopped", e);
            }
        }
    }
}
