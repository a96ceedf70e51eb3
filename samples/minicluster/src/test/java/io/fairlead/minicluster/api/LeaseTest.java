package io.fairlead.minicluster.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fairlead.app.Daemon;
import io.fairlead.app.KubeOptions;
import io.fairlead.app.Main;
import io.fairlead.app.ReplicaOptions;
import io.fairlead.minicluster.ClusterDaemon;
import io.fairlead.minicluster.Until;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.store.ConfigStore;
import io.fairlead.model.store.ConfigStore.Outcome;
import io.fairlead.replica.elect.ElectLimits;
import io.fairlead.store.kube.LeaseStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Daemons of one cluster agree on who leads by a Lease.
@Timeout(120)
class LeaseTest {

    private static final Duration WAIT_MAX = Duration.ofSeconds(60);
    static final ObjectKey KEY =
            new ObjectKey("coordination.k8s.io", "Lease", "istio-system", "fairlead-leader");
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");

    /// Patient enough for a leader in a process of its own, which renews each two seconds.
    private static final ElectLimits QUICK =
            new ElectLimits(Duration.ofMillis(100), Duration.ofSeconds(4), Duration.ofSeconds(5));

    @TempDir private Path dir;
    private final List<AutoCloseable> open = new ArrayList<>();
    private @Nullable TestServer server;
    private @Nullable KubernetesClient client;

    @BeforeEach
    void start() throws Exception {
        TestServer started = server(dir.resolve("state"));
        open.add(started);
        server = started;
        KubernetesClient opened =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(started.kubeconfig().toFile()))
                        .build();
        open.add(opened);
        client = opened;
        Namespace _ =
                opened.resource(
                                new NamespaceBuilder()
                                        .withNewMetadata()
                                        .withName("istio-system")
                                        .endMetadata()
                                        .build())
                        .create();
    }

    TestServer server(Path state) throws Exception {
        return TestServer.ours(state);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void ofTwoWritersOneGetsThrough() throws Exception {
        ConfigStore store =
                new LeaseStore(
                        requireNonNull(client),
                        () -> NOW,
                        new LeaseStore.Times(Duration.ofSeconds(9), Duration.ofSeconds(30)));
        assertThat(store.read(KEY)).isEmpty();
        Map<String, String> first = Map.of("holder", "one", "address", "10.0.0.1:15012");
        String version = written(store.write(KEY, first, ConfigStore.ABSENT));
        assertThat(store.read(KEY)).contains(new ConfigStore.Stored(first, version));
        assertThat(store.write(KEY, Map.of("holder", "two"), ConfigStore.ABSENT))
                .isEqualTo(new Outcome.Conflict(version));

        Map<String, String> second = Map.of("holder", "two", "address", "10.0.0.2:15012");
        String later = written(store.write(KEY, second, version));
        assertThat(store.write(KEY, first, version)).isEqualTo(new Outcome.Conflict(later));
        assertThat(store.read(KEY)).contains(new ConfigStore.Stored(second, later));
        Lease lease = requireNonNull(lease());
        assertThat(lease.getSpec().getHolderIdentity()).isEqualTo("two");
        assertThat(lease.getSpec().getLeaseDurationSeconds()).isEqualTo(9);
        assertThat(lease.getSpec().getRenewTime().toInstant()).isEqualTo(NOW);

        String back = written(store.write(KEY, Map.of("holder", ""), later));
        assertThat(store.read(KEY)).contains(new ConfigStore.Stored(Map.of("holder", ""), back));
        assertThat(lease()).extracting(l -> l.getSpec().getHolderIdentity()).isNull();
        List<?> _ = requireNonNull(client).resource(requireNonNull(lease())).delete();
        assertGone(store, first, back);
    }

    /// What is gone can't be changed.
    void assertGone(ConfigStore store, Map<String, String> contents, String before)
            throws IOException {
        assertThat(store.write(KEY, contents, before))
                .isEqualTo(new Outcome.Conflict(ConfigStore.ABSENT));
    }

    @Test
    void aLeaderThatIsKilledIsReplaced() throws Exception {
        Process leader = process();
        open.add(() -> {
            int _ = leader.destroyForcibly().waitFor();
        });
        until(() -> holder() != null);
        String first = requireNonNull(holder());
        assertThat(first).as("as kubectl shows it").matches("istiod-a_[0-9a-f-]{36}");
        Daemon follower = daemon();
        until(() ->
                requireNonNull(lease())
                        .getMetadata()
                        .getAnnotations()
                        .containsKey("fairlead.io/address"));
        assertThat(leads(follower)).isFalse();
        int _ = leader.destroyForcibly().waitFor();
        until(() -> leads(follower));
        assertThat(holder()).isNotEqualTo(first).matches("istiod-b_[0-9a-f-]{36}");
        follower.close();
        assertThat(holder()).as("given back").isNull();
    }

    private static String written(Outcome outcome) {
        return ((Outcome.Written) outcome).version();
    }

    private @Nullable Lease lease() {
        return requireNonNull(client)
                .leases()
                .inNamespace(KEY.namespace())
                .withName(KEY.name())
                .get();
    }

    private @Nullable String holder() {
        Lease lease = lease();
        return lease == null ? null : lease.getSpec().getHolderIdentity();
    }

    private Daemon daemon() throws Exception {
        Daemon daemon =
                new Daemon(
                        ClusterDaemon.options(
                                dir.resolve("ca"),
                                new ReplicaOptions("127.0.0.1", "istiod-b", QUICK),
                                KubeOptions.reading(kubeconfig())));
        open.add(daemon);
        daemon.start();
        return daemon;
    }

    private String kubeconfig() {
        return requireNonNull(server).kubeconfig().toString();
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
                                "--kubeconfig",
                                kubeconfig(),
                                "--ca-dir",
                                dir.resolve("ca").toString(),
                                "--secure",
                                "127.0.0.1:0",
                                "--replica-host",
                                "127.0.0.1"));
        for (String port : List.of("xds", "http", "monitoring")) {
            command.addAll(List.of("--" + port + "-address", "127.0.0.1:0"));
        }
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("leader.log").toFile());
        builder.environment().put("POD_NAME", "istiod-a");
        return builder.start();
    }

    private static boolean leads(Daemon daemon) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI metrics = URI.create("http://127.0.0.1:" + daemon.monitoringPort() + "/metrics");
            return http.send(
                            HttpRequest.newBuilder(metrics).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("fairlead_replica_leads 1");
        }
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        Until.holds("the condition", WAIT_MAX, condition);
    }
}
