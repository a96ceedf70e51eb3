package io.fairlead.minicluster.install;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fairlead.app.Daemon;
import io.fairlead.app.KubeOptions;
import io.fairlead.app.Main;
import io.fairlead.app.ReplicaOptions;
import io.fairlead.minicluster.ClusterDaemon;
import io.fairlead.replica.elect.ElectLimits;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The roles of our charts are what the daemon needs: it does its work as its own service account, and no more.
@Timeout(300)
class DaemonRightsTest {

    private static final int SECONDS_MAX = 60;
    private static final String API = "admissionregistration.k8s.io/v1";
    private static final String MUTATING = "MutatingWebhookConfiguration";
    private static final String VALIDATING = "ValidatingWebhookConfiguration";

    @TempDir private Path dir;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    private TestCluster cluster;
    private String kubeconfig = "";
    private KubernetesClient own;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.start(dir.resolve("state"));
        open.add(cluster);
        assertThat(
                        fairlead(
                                "install",
                                "-y",
                                "--manifests",
                                InstallTest.charts(),
                                "--kubeconfig",
                                cluster.kubeconfig(),
                                "--readiness-timeout",
                                "0s",
                                "--set",
                                "profile=minimal"))
                .contains("istio-sidecar-injector");
        TokenRequest token =
                cluster.client()
                        .serviceAccounts()
                        .inNamespace("istio-system")
                        .withName("istiod")
                        .tokenRequest();
        Config admin = cluster.client().getConfiguration();
        kubeconfig = dir.resolve("istiod.conf").toString();
        Files.writeString(
                Path.of(kubeconfig),
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: %s}}]
                users: [{name: u, user: {token: %s}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                current-context: c
                """
                        .formatted(
                                admin.getMasterUrl(),
                                admin.getCaCertData(),
                                token.getStatus().getToken()));
        own =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(Path.of(kubeconfig).toFile()))
                        .build();
        open.add(own);
        listen();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void theDaemonDoesAllItsWorkAndIsRefusedNothing() throws Exception {
        assertThat(
                        fairlead(
                                "tag",
                                "set",
                                "prod",
                                "--revision",
                                "default",
                                "--kubeconfig",
                                cluster.kubeconfig()))
                .contains("tag prod is of revision default");
        assertThat(names(MUTATING))
                .containsExactlyInAnyOrder("istio-sidecar-injector", "istio-revision-tag-prod");
        // It finds its tag by itself.
        daemon(List.of("istio-sidecar-injector"), names(VALIDATING));
        String root = Files.readString(dir.resolve("ca/root-cert.pem"));
        ConfigMap map =
                cluster.client()
                        .configMaps()
                        .inNamespace("default")
                        .withName("istio-ca-root-cert")
                        .waitUntilCondition(Objects::nonNull, SECONDS_MAX, TimeUnit.SECONDS);
        assertThat(map.getData()).containsValue(root);
        for (String kind : List.of(MUTATING, VALIDATING)) {
            for (String name : names(kind)) {
                awaitBundle(kind, name);
            }
        }
        Secret authority =
                requireNonNull(
                        cluster.client()
                                .secrets()
                                .inNamespace("istio-system")
                                .withName("istio-ca-secret")
                                .get());
        assertThat(authority.getData()).containsKey("ca-key.pem");
        Lease lease =
                cluster.client()
                        .leases()
                        .inNamespace("istio-system")
                        .withName("fairlead-leader")
                        .waitUntilCondition(
                                one -> one != null && one.getSpec().getHolderIdentity() != null,
                                SECONDS_MAX,
                                TimeUnit.SECONDS);
        assertThat(lease.getSpec().getHolderIdentity()).isNotBlank();
        assertThat(refusals).isEmpty();
    }

    @Test
    void anybodyElsesWebhooksAreNotItsBusiness() throws Exception {
        GenericKubernetesResource others = new GenericKubernetesResource();
        others.setApiVersion(API);
        others.setKind(MUTATING);
        others.setMetadata(new ObjectMetaBuilder().withName("somebodys").build());
        Object _ = cluster.client().resource(others).create();
        assertRefused(
                () -> own.genericKubernetesResources(API, MUTATING).withName("somebodys").get(),
                "\"somebodys\" is forbidden: User \"system:serviceaccount:istio-system:istiod\" cannot"
                        + " get resource");
        assertRefused(
                () -> own.pods().inNamespace("default").delete(),
                "cannot deletecollection resource \"pods\"");
        assertRefused(
                () -> own.secrets().inNamespace("default").withName("any").delete(),
                "cannot delete resource \"secrets\"");
        // The daemon that is told to write there is refused, and what it says of that is heard.
        daemon(List.of("somebodys"), List.of());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        while (refusals.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        assertThat(refusals).anyMatch(one -> one.contains("somebodys"));
    }

    private static String fairlead(String... words) {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int status = Main.commandLine().setOut(writer).setErr(writer).execute(words);
        assertThat(status).as(said.toString()).isZero();
        return said.toString();
    }

    private static void assertRefused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String words) {
        assertThatThrownBy(call)
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(words);
    }

    private void daemon(List<String> injectors, List<String> validators) throws Exception {
        Daemon daemon =
                new Daemon(
                        ClusterDaemon.options(
                                dir.resolve("ca"),
                                new ReplicaOptions(
                                        "127.0.0.1",
                                        new ElectLimits(
                                                Duration.ofMillis(100),
                                                Duration.ofSeconds(4),
                                                Duration.ofSeconds(5))),
                                new KubeOptions(
                                        kubeconfig,
                                        true,
                                        true,
                                        injectors,
                                        validators,
                                        "default",
                                        false)));
        open.add(daemon);
        daemon.start();
    }

    private List<String> names(String kind) {
        return cluster.client().genericKubernetesResources(API, kind).list().getItems().stream()
                .map(one -> one.getMetadata().getName())
                .toList();
    }

    private void awaitBundle(String kind, String name) {
        Resource<GenericKubernetesResource> there =
                cluster.client().genericKubernetesResources(API, kind).withName(name);
        assertThat(
                        there.waitUntilCondition(
                                one -> one != null && one.toString().contains("caBundle=LS0t"),
                                SECONDS_MAX,
                                TimeUnit.SECONDS))
                .isNotNull();
    }

    /// Whatever is refused is logged by whoever hears it.
    private void listen() {
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord line) {
                        String text = line.getMessage() + " " + line.getThrown();
                        if (text.contains("forbidden") || text.contains("Forbidden")) {
                            refusals.add(text);
                        }
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        Logger.getLogger("").addHandler(handler);
        open.add(() -> Logger.getLogger("").removeHandler(handler));
    }
}
