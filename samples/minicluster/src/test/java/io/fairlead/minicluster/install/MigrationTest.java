package io.fairlead.minicluster.install;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fairlead.app.Daemon;
import io.fairlead.app.KubeOptions;
import io.fairlead.app.ReplicaOptions;
import io.fairlead.migrate.decide.trail.Trail;
import io.fairlead.minicluster.ClusterDaemon;
import io.fairlead.minicluster.Until;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.RealProgram;
import io.fairlead.replica.elect.ElectLimits;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The migration to mutual TLS where all that it reads and writes are objects of an API server. That a port is locked is
/// what the records of a daemon before say; pods have no sidecars here.
@Timeout(240)
class MigrationTest {
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);
    private static final String SYSTEM = "istio-system";
    private static final String POLICIES = "security.istio.io/v1";
    private static final String POLICY = "PeerAuthentication";
    private static final String LOCK = "fairlead-cart";
    private static final ElectLimits QUICK =
            new ElectLimits(Duration.ofMillis(100), Duration.ofSeconds(4), Duration.ofSeconds(5));

    @TempDir private Path dir;
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.start(dir.resolve("state"));
        open.add(cluster);
        for (String definition :
                Files.readString(Path.of("../../charts/base/files/crds.yaml")).split("\n---\n")) {
            if (definition.contains("kind: MtlsMigration\n")
                    || definition.contains("kind: PeerAuthentication\n")) {
                apply(definition);
            }
        }
        apply(
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: istio-system}
                ---
                apiVersion: v1
                kind: Pod
                metadata:
                  name: cart
                  namespace: default
                  labels: {app: cart, security.istio.io/tlsMode: istio}
                spec: {containers: [{name: c, image: c, ports: [{containerPort: 8080}]}]}
                ---
                apiVersion: mesh.fairlead.io/v1alpha1
                kind: MtlsMigration
                metadata: {name: default, namespace: istio-system}
                spec: {drive: Automatic, profile: demo}
                ---
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: mine, namespace: default}
                spec: {selector: {matchLabels: {app: other}}, mtls: {mode: PERMISSIVE}}
                """);
        Pod _ =
                client().pods()
                        .inNamespace("default")
                        .withName("cart")
                        .subresource("status")
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"status\":{\"phase\":\"Running\",\"podIP\":\"10.9.9.9\"}}");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    /// As a daemon leaves it that is killed after it wrote its records and before it wrote the policy.
    private void wasLocked() {
        String unit =
                String.join(
                        "\t",
                        "unit",
                        "default/cart:8080",
                        "LOCKED",
                        "0",
                        "2026-11-01T00:00:00Z",
                        "2026-11-01T00:00:00Z",
                        "",
                        "",
                        "it was seen from outside");
        ConfigMap _ =
                client().resource(
                                new ConfigMapBuilder()
                                        .withNewMetadata()
                                        .withName("fairlead-mtls-units")
                                        .withNamespace(SYSTEM)
                                        .endMetadata()
                                        .addToData("units", unit + "\n")
                                        .build())
                        .create();
    }

    /// The policy is written through the API; a person's edit holds the port and is left; put back it is a lock again;
    /// who takes the lock off takes only own policies away.
    @Test
    void aLockIsAPolicyOfTheClusterAndSoIsItsEnd() throws Exception {
        wasLocked();
        Daemon daemon = daemon(false);
        until(() -> policy("default", LOCK) != null);
        GenericKubernetesResource lock = requireNonNull(policy("default", LOCK));
        assertThat(lock.getMetadata().getLabels())
                .containsEntry("mesh.fairlead.io/owner", "autopilot");
        assertThat(mode(lock)).isEqualTo("STRICT");
        until(() -> policy(SYSTEM, "fairlead-default") != null);
        until(() -> "1/1".equals(status("default").get("locked")));
        assertThat(condition("default", "Enforced")).isEqualTo("True AllStrict");
        assertThat(condition("default", "Accepted")).isEqualTo("True Counts");

        apply(
                """
                apiVersion: mesh.fairlead.io/v1alpha1
                kind: MtlsMigration
                metadata: {name: another, namespace: istio-system}
                spec: {drive: Advise}
                """);
        until(() -> condition("another", "Accepted").equals("False AnotherCounts"));

        String edited = edit("PERMISSIVE");
        until(() -> phase().startsWith("HELD"));
        until(() -> "0/1".equals(status("default").get("locked")));
        assertThat(status("default").get("phase")).isEqualTo("Held");
        assertThat(trail()).last().asString().contains("a person changed its policy");
        assertThat(version()).as("it is untouched").isEqualTo(edited);

        String _ = edit("STRICT");
        until(() -> phase().equals("LOCKED"));
        until(() -> "Locked".equals(status("default").get("phase")));

        assertThat(order(daemon, "rollback?unit=default/cart:8080&by=ann")).isEqualTo(200);
        until(() -> policies().equals(List.of("default/mine")));
        until(() -> phase().startsWith("HELD"));
        assertThat(Trail.BEGIN.verify(trail())).isInstanceOf(Trail.Verdict.Whole.class);
        assertThat(trail())
                .anyMatch(line ->
                        line.contains("\"actor\":\"ann\"") && line.contains("\"from\":\"LOCKED\""));
    }

    @Test
    void kubectlShowsHowFarItIs() throws Exception {
        wasLocked();
        Daemon _ = daemon(false);
        until(() -> "Locked".equals(status("default").get("phase")));
        assertThat(words(kubectl("get", "mtlsmigration", "-n", SYSTEM)))
                .startsWith("NAME DRIVE PHASE LOCKED BLOCKED AGE\ndefault Automatic Locked 1/1 0 ");
        assertThat(words(kubectl("get", "mtlsmigration", "-n", SYSTEM, "-o", "wide")))
                .contains("NEXT", "nothing: all ports are STRICT");
        assertThat(
                        kubectl(
                                "wait",
                                "--for=condition=Enforced",
                                "mtlsmigration/default",
                                "-n",
                                SYSTEM,
                                "--timeout=20s"))
                .contains("condition met");
    }

    /// Who leads acts; who comes after it goes on from what stands there.
    @Test
    void ofTwoDaemonsOneActsAndTheOtherGoesOn() throws Exception {
        wasLocked();
        Daemon first = daemon(true);
        until(() -> phase().equals("LOCKED"));
        int records = trail().size();
        Daemon second = daemon(true);
        until(() -> order(second, "hold?unit=default/cart:8080&by=ann") == 200);
        until(() -> records().contains("held\tdefault/cart:8080"));
        assertThat(ordered(second, "hold?unit=default/nobody:1&by=ann").body())
                .contains("default/nobody:1 is no port of the mesh");
        first.close();
        until(() -> order(second, "resume?unit=default/cart:8080&by=bob") == 200);
        until(() -> !records().contains("held\t"));
        assertThat(Trail.BEGIN.verify(trail())).isInstanceOf(Trail.Verdict.Whole.class);
        assertThat(trail().size()).isGreaterThanOrEqualTo(records);
        assertThat(policy("default", LOCK)).isNotNull();
    }

    private KubernetesClient client() {
        return cluster.client();
    }

    private void apply(String yaml) {
        client().load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(one -> {
                    HasMetadata _ = client().resource(one).create();
                });
    }

    private @Nullable GenericKubernetesResource policy(String namespace, String name) {
        return client().genericKubernetesResources(POLICIES, POLICY)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private List<String> policies() {
        return client()
                .genericKubernetesResources(POLICIES, POLICY)
                .inAnyNamespace()
                .list()
                .getItems()
                .stream()
                .map(one -> one.getMetadata().getNamespace() + "/" + one.getMetadata().getName())
                .sorted()
                .toList();
    }

    private static String mode(GenericKubernetesResource policy) {
        return String.valueOf(policy.<Object>get("spec", "portLevelMtls", "8080", "mode"));
    }

    /// @return the version that the object has then
    private String edit(String mode) {
        return client().genericKubernetesResources(POLICIES, POLICY)
                .inNamespace("default")
                .withName(LOCK)
                .edit(policy -> {
                    Map<String, Object> spec =
                            new TreeMap<>(policy.<Map<String, Object>>get("spec"));
                    spec.put("portLevelMtls", Map.of("8080", Map.of("mode", mode)));
                    policy.setAdditionalProperty("spec", spec);
                    return policy;
                })
                .getMetadata()
                .getResourceVersion();
    }

    private String version() {
        return requireNonNull(policy("default", LOCK)).getMetadata().getResourceVersion();
    }

    private Map<?, ?> status(String name) {
        GenericKubernetesResource found =
                client().genericKubernetesResources("mesh.fairlead.io/v1alpha1", "MtlsMigration")
                        .inNamespace(SYSTEM)
                        .withName(name)
                        .get();
        return found != null && found.get("status") instanceof Map<?, ?> status ? status : Map.of();
    }

    private String condition(String name, String type) {
        if (status(name).get("conditions") instanceof List<?> all) {
            for (Object one : all) {
                Map<?, ?> condition = (Map<?, ?>) one;
                if (type.equals(condition.get("type"))) {
                    return condition.get("status") + " " + condition.get("reason");
                }
            }
        }
        return "";
    }

    private String phase() {
        return status("default").get("ports") instanceof List<?> ports && !ports.isEmpty()
                ? String.valueOf(((Map<?, ?>) ports.getFirst()).get("phase"))
                : "";
    }

    private String data(String name, String key) {
        ConfigMap map = client().configMaps().inNamespace(SYSTEM).withName(name).get();
        return map == null ? "" : map.getData().getOrDefault(key, "");
    }

    private String records() {
        return data("fairlead-mtls-units", "units");
    }

    private List<String> trail() {
        return data("fairlead-mtls-trail", "trail").lines().toList();
    }

    private Daemon daemon(boolean shared) throws Exception {
        Daemon daemon =
                new Daemon(
                        ClusterDaemon.options(
                                dir.resolve("ca"),
                                shared ? new ReplicaOptions("127.0.0.1", QUICK) : null,
                                KubeOptions.reading(cluster.kubeconfig()).migrating()));
        open.add(daemon);
        daemon.start();
        return daemon;
    }

    private static int order(Daemon daemon, String order) throws Exception {
        return ordered(daemon, order).statusCode();
    }

    private static HttpResponse<String> ordered(Daemon daemon, String order) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(door(daemon, "/" + order))
                            .header("x-fairlead-order", "yes")
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static URI door(Daemon daemon, String path) {
        return URI.create(
                "http://127.0.0.1:%d/debug/mtls%s".formatted(daemon.monitoringPort(), path));
    }

    private String kubectl(String... words) throws Exception {
        return new RealProgram(KubectlTable.program(), dir, Path.of(cluster.kubeconfig()))
                .output(words);
    }

    private static String words(String table) {
        return table.replaceAll(" +", " ");
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        Until.holds("the condition", WAIT_MAX, condition);
    }
}
