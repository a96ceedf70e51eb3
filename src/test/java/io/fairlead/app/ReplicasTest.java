package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage.HTTPAccessLogEntries;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage.Identifier;
import io.fairlead.app.ReportingPod.Calls;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.replica.elect.ElectLimits;
import io.fairlead.replica.peer.Bytes;
import io.fairlead.telemetry.intake.ReportWriter;
import io.fairlead.testing.Requests;
import io.fairlead.testing.SecureClient;
import io.fairlead.testing.SecureClient.Credentials;
import io.fairlead.testing.TokenMint;
import io.fairlead.testing.browser.Browser;
import io.fairlead.trace.collect.CollectLimits;
import io.fairlead.trace.collect.Collectors;
import io.fairlead.trace.decode.JaegerBytes;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two daemons that share a directory.
@Timeout(120)
class ReplicasTest {

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final TokenMint MINT = TokenMint.ec("one");

    /// Nothing here depends on a leader that is late: the one that ends says so, or is killed.
    private static final ElectLimits QUICK =
            new ElectLimits(Duration.ofMillis(100), Duration.ofSeconds(6), Duration.ofSeconds(9));

    /// So that it is seen for long enough what a daemon does without a leader.
    private static final ElectLimits PATIENT =
            new ElectLimits(Duration.ofMillis(100), Duration.ofSeconds(80), Duration.ofSeconds(90));

    @TempDir Path dir;
    private final List<Daemon> daemons = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        Files.createDirectory(dir.resolve("config"));
        Files.writeString(dir.resolve("jwks.json"), MINT.jwks());
        RunningDaemon.write(
                dir.resolve("config"),
                "legacy",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: legacy-1, namespace: default, labels: {app: legacy}}
                status: {podIP: 10.0.0.7}
                """);
    }

    @AfterEach
    void stop() {
        daemons.reversed().forEach(Daemon::close);
    }

    @Test
    void whatTheFollowerHearsTheLeaderShowsAndWhenItEndsTheOtherLeads() throws Exception {
        Daemon leader = start();
        await(leader, "/graph/api/replica", "{\"replicas\":true,\"leads\":true");
        Daemon follower = start();
        await(
                follower,
                "/graph/api/replica",
                "\"leads\":false,\"leader\":\"127.0.0.1:" + leader.securePort());

        try (ReportingPod pod = new ReportingPod(follower.xdsPort(), "web")) {
            pod.report(Calls.good("cart", 9), Calls.failed("cart", 1));
            JsonNode edge =
                    new JsonMapper()
                            .readTree(await(leader, "/graph/api/edges", "\"web\""))
                            .path("edges")
                            .path(0);
            assertThat(edge.path("destination").path("workload").asText()).isEqualTo("cart");
            assertThat(edge.path("service").asText()).isEqualTo("fleetman-cart.default");
            assertThat(edge.path("tenMinutes").path("count").asLong()).isEqualTo(10);
            assertThat(edge.path("tenMinutes").path("errors").asLong()).isEqualTo(1);
            assertThat(edge.path("tenMinutes").path("p50Millis").asDouble()).isPositive();
            assertThat(edge.path("tenMinutes").path("bytesPerSecond").asDouble()).isPositive();
            assertThat(get(follower, "/graph/api/edges")).as("its own, too").contains("\"web\"");

            long now = Instant.now().toEpochMilli() * 1_000;
            TracingDaemon.postSpans(
                    follower.collectorPorts().jaeger(),
                    JaegerBytes.request(
                            "cart.default",
                            "10.0.0.1",
                            new JaegerBytes.Report(0xbe, 1, 0, "GET /", "server", now, 10)));
            await(leader, "/jaeger/api/traces/be", "cart.default");
            until(() -> metric(follower, "fairlead_replica_told_total") == 2);
            until(() -> metric(leader, "fairlead_replica_heard_total") == 2);
            assertThat(metric(leader, "fairlead_replica_leads")).isEqualTo(1);
            assertThat(metric(follower, "fairlead_replica_leads")).isZero();

            assertThat(get(leader, "/graph/api/edges")).doesNotContain("\"legacy-1\"");
            tellAsEnvoy(follower);
            await(leader, "/graph/api/edges", "\"legacy-1\"");

            leader.close();
            await(follower, "/graph/api/replica", "\"leads\":true");
            pod.report(Calls.good("cart", 5));
            assertThat(get(follower, "/graph/api/edges")).contains("\"count\":15");
        }
        assertThat(metric(follower, "fairlead_faults_total")).isZero();
    }

    /// A request, as the access log of a stock Envoy has it.
    private static void tellAsEnvoy(Daemon daemon) {
        String node = "sidecar~10.0.0.7~legacy-1.default~default.svc.cluster.local";
        var entry =
                HTTPAccessLogEntry.newBuilder()
                        .setCommonProperties(
                                AccessLogCommon.newBuilder()
                                        .setUpstreamCluster("outbound|80||cart.default.svc"));
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", daemon.xdsPort())
                        .usePlaintext()
                        .build();
        try {
            StreamAccessLogsMessage message =
                    StreamAccessLogsMessage.newBuilder()
                            .setIdentifier(
                                    Identifier.newBuilder().setNode(Node.newBuilder().setId(node)))
                            .setHttpLogs(HTTPAccessLogEntries.newBuilder().addLogEntry(entry))
                            .build();
            StreamObserver<StreamAccessLogsMessage> log =
                    AccessLogServiceGrpc.newStub(channel).streamAccessLogs(new Silence<>());
            log.onNext(message);
            log.onCompleted();
        } finally {
            channel.shutdown();
        }
    }

    /// An access log is not answered.
    private record Silence<T>() implements StreamObserver<T> {
        @Override
        public void onNext(T answer) {}

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }

    @Test
    void aFollowersPagesShowWhatTheLeaderHears() throws Exception {
        Daemon leader = start();
        await(leader, "/graph/api/replica", "\"leads\":true");
        Daemon follower = start();
        await(follower, "/graph/api/replica", "\"leads\":false,");
        try (ReportingPod pod = new ReportingPod(leader.xdsPort(), "web")) {
            pod.report(Calls.good("cart", 9));
            await(leader, "/graph/api/edges", "\"web\"");
        }
        TracingDaemon.postSpans(
                leader.collectorPorts().jaeger(),
                JaegerBytes.request(
                        "cart.default",
                        "10.0.0.1",
                        new JaegerBytes.Report(
                                0xbe,
                                1,
                                0,
                                "GET /",
                                "server",
                                Instant.now().toEpochMilli() * 1_000,
                                10)));

        await(follower, "/graph/api/edges", "\"web\"");
        await(follower, "/jaeger/api/traces/be", "cart.default");
        assertThat(get(follower, "/jaeger/api/traces?service=cart.default&limit=7"))
                .isEqualTo(get(leader, "/jaeger/api/traces?service=cart.default&limit=7"))
                .contains("cart.default");
        assertThat(get(follower, "/mtls/api/unit?name=no%2Fsuch:1"))
                .isEqualTo(get(leader, "/mtls/api/unit?name=no%2Fsuch:1"));
        assertThat(debug(follower, "/debug/edges")).contains("\"web\"");
        assertThat(debug(follower, "/debug/mtls")).contains("\"units\"");
        assertThat(get(follower, "/graph/api/replica"))
                .contains("\"leads\":false,\"leader\":\"127.0.0.1:" + leader.securePort())
                .contains("\"whole\":true");
        assertThat(metric(leader, "fairlead_faults_total")).isZero();
        assertThat(metric(follower, "fairlead_faults_total")).isZero();
    }

    @Test
    void aFollowerWithoutItsLeaderShowsItsOwnAndSaysSo() throws Exception {
        Process leader = process();
        try (Browser browser = Browser.start()) {
            Path holder = dir.resolve("ca/fairlead-leader/holder");
            until(() -> Files.exists(holder));
            Daemon follower = start(PATIENT);
            await(follower, "/graph/api/replica", "\"leads\":false,\"leader\":\"127");
            try (ReportingPod pod = new ReportingPod(follower.xdsPort(), "web")) {
                pod.report(Calls.good("cart", 9));
            }
            browser.open("http://127.0.0.1:" + follower.consolePort() + "/traces");
            browser.await("document.body.dataset.follows === 'false'");

            leader.destroyForcibly().waitFor();
            await(follower, "/graph/api/edges", "\"web\"");
            await(follower, "/graph/api/replica", "\"whole\":false");
            browser.open("http://127.0.0.1:" + follower.consolePort() + "/traces");
            browser.await("document.getElementById('follower') !== null");
            assertThat(browser.read("document.querySelector('#follower a').href"))
                    .startsWith("http://127.0.0.1:");
        } finally {
            leader.destroyForcibly();
        }
    }

    @Test
    void aLeaderThatIsKilledIsReplaced() throws Exception {
        Process leader = process();
        try {
            Path holder = dir.resolve("ca/fairlead-leader/holder");
            until(() -> Files.exists(holder));
            Daemon follower = start();
            await(follower, "/graph/api/replica", "\"leads\":false,\"leader\":\"127.0.0.1:");
            leader.destroyForcibly().waitFor();
            await(follower, "/graph/api/replica", "\"leads\":true");
        } finally {
            leader.destroyForcibly();
        }
    }

    @Test
    void onlyADaemonMayTellAndAsk() throws Exception {
        Daemon leader = start();
        await(leader, "/graph/api/replica", "\"leads\":true");
        KeyPair key = Requests.ec("secp256r1");
        Credentials token = Credentials.token(MINT.token("default", "web", Instant.now()));
        List<String> chain;
        try (SecureClient client = client(leader, token)) {
            assertThatThrownBy(() -> tell(client)).satisfies(ReplicasTest::isDenied);
            assertThatThrownBy(() -> ask(client)).satisfies(ReplicasTest::isDenied);
            chain = client.create(Requests.pem(key), 3600);
        }
        try (SecureClient client = client(leader, Credentials.certificate(key, chain))) {
            assertThatThrownBy(() -> tell(client)).satisfies(ReplicasTest::isDenied);
            assertThatThrownBy(() -> ask(client)).satisfies(ReplicasTest::isDenied);
        }
        Credentials named = Credentials.token(MINT.token("istio-system", "istiod", Instant.now()));
        try (SecureClient client = client(leader, named)) {
            assertThatThrownBy(() -> tell(client)).satisfies(ReplicasTest::isDenied);
        }
        assertThat(metric(leader, "fairlead_replica_heard_total")).isZero();
    }

    /// The leader lets the other daemon in, and nobody else, though he has a certificate of the mesh.
    @Test
    void whatAFollowersSidecarReportsTheLeadersMigrationHears() throws Exception {
        Daemon leader = start();
        await(leader, "/graph/api/replica", "\"leads\":true");
        Daemon follower = start();
        await(follower, "/graph/api/replica", "\"leads\":false,\"leader\":\"127.0.0.1:");
        Credentials token = Credentials.token(MINT.token("default", "web", Instant.now()));
        try (SecureClient client = client(follower, token)) {
            StreamObserver<byte[]> out =
                    ClientCalls.asyncBidiStreamingCall(
                            client.channel()
                                    .newCall(
                                            method("fairlead.telemetry.v1.Reports/Report"),
                                            CallOptions.DEFAULT),
                            new Silence<>());
            out.onNext(
                    ReportWriter.bytes(
                            new EvidenceDelta(
                                    new EvidenceDelta.Pod("default", "web", "web-7d4b9"),
                                    1,
                                    1,
                                    Instant.now().minusSeconds(1),
                                    Instant.now(),
                                    List.of())));
            until(() -> metric(leader, "fairlead_replica_relay_taken_total") == 1);
            until(() -> metric(follower, "fairlead_replica_relayed_total") == 1);
        }
        double refused = metric(leader, "fairlead_replica_refused_total");
        try (SecureClient client = client(leader, token)) {
            StreamObserver<byte[]> out =
                    ClientCalls.asyncBidiStreamingCall(
                            client.channel()
                                    .newCall(
                                            method("fairlead.replica.v1.Relays/Relay"),
                                            CallOptions.DEFAULT),
                            new Silence<>());
            until(() -> metric(leader, "fairlead_replica_refused_total") == refused + 1);
            out.onCompleted();
        }
        assertThat(metric(leader, "fairlead_faults_total")).isZero();
        assertThat(metric(follower, "fairlead_faults_total")).isZero();
    }

    private static MethodDescriptor<byte[], byte[]> method(String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .setFullMethodName(name)
                .build();
    }

    private static void isDenied(Throwable thrown) {
        assertThat(((StatusRuntimeException) thrown).getStatus().getCode())
                .isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    private SecureClient client(Daemon daemon, Credentials shown) throws Exception {
        return new SecureClient(
                daemon.securePort(), Files.readString(dir.resolve("ca/root-cert.pem")), shown);
    }

    private static void tell(SecureClient client) {
        call(client, "fairlead.replica.v1.Replicas/Tell");
    }

    private static void ask(SecureClient client) {
        call(client, "fairlead.replica.v1.Pages/Ask");
    }

    private static void call(SecureClient client, String name) {
        MethodDescriptor<byte[], byte[]> method =
                MethodDescriptor.<byte[], byte[]>newBuilder(new Nothing(), new Nothing())
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(name)
                        .build();
        byte[] _ =
                ClientCalls.blockingUnaryCall(
                        client.channel(), method, CallOptions.DEFAULT, new byte[0]);
    }

    private record Nothing() implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }

    private Daemon start() throws Exception {
        return start(QUICK);
    }

    private Daemon start(ElectLimits limits) throws Exception {
        Daemon daemon =
                new Daemon(
                        new DaemonOptions(
                                List.of(dir.resolve("config")),
                                null,
                                ANY,
                                ANY,
                                ANY,
                                100,
                                Secured.in(dir),
                                new ConsoleOptions(ANY, Set.of()),
                                new TraceOptions(
                                        new Collectors.Addresses(ANY, ANY, ANY, ANY),
                                        CollectLimits.DEFAULT),
                                new ReplicaOptions("127.0.0.1", limits),
                                null));
        daemons.add(daemon);
        daemon.start();
        return daemon;
    }

    /// The command, as an operator starts it.
    private Process process() throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "daemon",
                                "--config",
                                dir.resolve("config").toString(),
                                "--ca-dir",
                                dir.resolve("ca").toString(),
                                "--replica-host",
                                "127.0.0.1"));
        for (String port : List.of("xds", "http", "monitoring", "console")) {
            command.addAll(List.of("--" + port + "-address", "127.0.0.1:0"));
        }
        command.addAll(List.of("--secure", "127.0.0.1:0"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("leader.log").toFile())
                .start();
    }

    private static String get(Daemon daemon, String path) throws Exception {
        return TracingDaemon.get("http://127.0.0.1:" + daemon.consolePort(), path).body();
    }

    private static String debug(Daemon daemon, String path) throws Exception {
        return TracingDaemon.get("http://127.0.0.1:" + daemon.monitoringPort(), path).body();
    }

    private static double metric(Daemon daemon, String name) throws Exception {
        return TracingDaemon.get("http://127.0.0.1:" + daemon.monitoringPort(), "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    private static String await(Daemon daemon, String path, String text) throws Exception {
        until(() -> get(daemon, path).contains(text));
        return get(daemon, path);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(Condition condition) throws Exception {
        for (int i = 0; i < 600; i++) {
            if (condition.holds()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new AssertionError("never came true");
    }
}
