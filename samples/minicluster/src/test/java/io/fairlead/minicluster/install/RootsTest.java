package io.fairlead.minicluster.install;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fairlead.app.Daemon;
import io.fairlead.app.KubeOptions;
import io.fairlead.minicluster.ClusterDaemon;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The daemon keeps its root certificates where a cluster looks for them.
class RootsTest {
    private static final int SECONDS_MAX = 30;
    private static final String API = "admissionregistration.k8s.io/v1";
    private static final String MUTATING = "MutatingWebhookConfiguration";
    private static final String VALIDATING = "ValidatingWebhookConfiguration";

    @TempDir private Path dir;
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.start(dir.resolve("state"));
        open.add(cluster);
        namespace("istio-system");
        configuration(MUTATING, "injector", "one", "two");
        configuration(VALIDATING, "validator", "three");
        configuration(MUTATING, "somebodys", "four");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void rootsAreInTheWebhooksNamedAndInEachNamespace() throws Exception {
        Daemon _ = daemon("first");
        String root = Files.readString(dir.resolve("first/root-cert.pem"));
        assertThat(bundles(awaitBundle(MUTATING, "injector", root))).containsOnly(root).hasSize(2);
        assertThat(bundles(awaitBundle(VALIDATING, "validator", root))).containsExactly(root);
        assertThat(bundles(webhooks(MUTATING, "somebodys"))).containsExactly("");
        assertThat(awaitRoot("default", root)).isEqualTo(root);
        namespace("late");
        assertThat(awaitRoot("late", root)).isEqualTo(root);
        assertThat(
                        cluster.client()
                                .configMaps()
                                .inNamespace("kube-system")
                                .withName("istio-ca-root-cert")
                                .get())
                .isNull();
    }

    @Test
    void rootsAreInTheTagsOfItsOwnRevisionToo() throws Exception {
        configuration(MUTATING, "tag", Map.of("istio.io/rev", "canary", "istio.io/tag", "prod"));
        configuration(MUTATING, "others", Map.of("istio.io/rev", "old", "istio.io/tag", "stable"));
        configuration(MUTATING, "revision", Map.of("istio.io/rev", "canary"));
        Daemon _ = daemon("first");
        String root = Files.readString(dir.resolve("first/root-cert.pem"));
        awaitBundle(MUTATING, "tag", root);
        awaitBundle(MUTATING, "injector", root);
        assertThat(bundles(webhooks(MUTATING, "others"))).containsExactly("");
        assertThat(bundles(webhooks(MUTATING, "revision"))).containsExactly("");
    }

    @Test
    void aConfigurationThatIsWrittenAnewGetsItsBundleAgain() throws Exception {
        Daemon _ = daemon("first");
        String root = Files.readString(dir.resolve("first/root-cert.pem"));
        awaitBundle(MUTATING, "injector", root);
        List<?> _ =
                cluster.client()
                        .genericKubernetesResources(API, MUTATING)
                        .withName("injector")
                        .delete();
        configuration(MUTATING, "injector", "five");
        assertThat(bundles(awaitBundle(MUTATING, "injector", root))).containsExactly(root);
    }

    @Test
    void theAuthorityOutlivesThePodAndIsSharedByAllDaemons() throws Exception {
        Daemon first = daemon("first");
        String root = Files.readString(dir.resolve("first/root-cert.pem"));
        Secret kept =
                requireNonNull(
                        cluster.client()
                                .secrets()
                                .inNamespace("istio-system")
                                .withName("istio-ca-secret")
                                .get());
        assertThat(kept.getData()).containsKeys("ca-cert.pem", "ca-key.pem");
        assertThat(Files.exists(dir.resolve("first/istio-ca-secret"))).isFalse();
        first.close();
        Daemon _ = daemon("second");
        assertThat(Files.readString(dir.resolve("second/root-cert.pem"))).isEqualTo(root);
    }

    private Daemon daemon(String name) throws Exception {
        Daemon daemon =
                new Daemon(
                        ClusterDaemon.options(
                                dir.resolve(name),
                                null,
                                new KubeOptions(
                                        cluster.kubeconfig(),
                                        true,
                                        true,
                                        List.of("injector", "absent"),
                                        List.of("validator"),
                                        "canary",
                                        false)));
        open.add(daemon);
        daemon.start();
        return daemon;
    }

    private void namespace(String name) {
        Namespace _ =
                cluster.client()
                        .resource(
                                new NamespaceBuilder()
                                        .withNewMetadata()
                                        .withName(name)
                                        .endMetadata()
                                        .build())
                        .create();
    }

    private void configuration(String kind, String name, String... webhooks) {
        configuration(kind, name, Map.of(), webhooks);
    }

    private void configuration(String kind, String name, Map<String, String> labels) {
        configuration(kind, name, labels, "one");
    }

    private void configuration(
            String kind, String name, Map<String, String> labels, String... webhooks) {
        GenericKubernetesResource made = new GenericKubernetesResource();
        made.setApiVersion(API);
        made.setKind(kind);
        made.setMetadata(new ObjectMetaBuilder().withName(name).withLabels(labels).build());
        List<Map<String, ?>> all = new ArrayList<>();
        for (String webhook : webhooks) {
            all.add(
                    Map.of(
                            "name",
                            webhook + ".mesh.example.org",
                            "sideEffects",
                            "None",
                            "admissionReviewVersions",
                            List.of("v1"),
                            "clientConfig",
                            Map.of(
                                    "service",
                                    Map.of("name", "istiod", "namespace", "istio-system"))));
        }
        made.setAdditionalProperty("webhooks", all);
        GenericKubernetesResource _ =
                cluster.client().genericKubernetesResources(API, kind).resource(made).create();
    }

    private GenericKubernetesResource webhooks(String kind, String name) {
        return requireNonNull(
                cluster.client().genericKubernetesResources(API, kind).withName(name).get());
    }

    private GenericKubernetesResource awaitBundle(String kind, String name, String root) {
        return cluster.client()
                .genericKubernetesResources(API, kind)
                .withName(name)
                .waitUntilCondition(
                        found -> found != null && bundles(found).stream().allMatch(root::equals),
                        SECONDS_MAX,
                        TimeUnit.SECONDS);
    }

    private static List<String> bundles(GenericKubernetesResource configuration) {
        List<String> bundles = new ArrayList<>();
        for (Object webhook : (List<?>) requireNonNull(configuration.get("webhooks"))) {
            Object config = ((Map<?, ?>) webhook).get("clientConfig");
            Object bundle = ((Map<?, ?>) requireNonNull(config)).get("caBundle");
            bundles.add(
                    bundle == null
                            ? ""
                            : new String(
                                    Base64.getDecoder().decode(bundle.toString()),
                                    StandardCharsets.UTF_8));
        }
        return bundles;
    }

    private String awaitRoot(String namespace, String root) {
        ConfigMap map =
                cluster.client()
                        .configMaps()
                        .inNamespace(namespace)
                        .withName("istio-ca-root-cert")
                        .waitUntilCondition(
                                found -> found != null && found.getData().containsValue(root),
                                SECONDS_MAX,
                                TimeUnit.SECONDS);
        return requireNonNull(map.getData().get("root-cert.pem"));
    }
}
