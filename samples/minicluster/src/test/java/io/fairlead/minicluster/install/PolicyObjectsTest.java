package io.fairlead.minicluster.install;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.store.ConfigStore;
import io.fairlead.model.store.ConfigStore.Outcome;
import io.fairlead.store.kube.PolicyObjects;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Policies that a program writes into an API server, where people may write as well.
class PolicyObjectsTest {
    private static final ObjectKey KEY =
            new ObjectKey("security.istio.io", "PeerAuthentication", "default", "web");
    private static final String POLICY =
            """
            apiVersion: security.istio.io/v1
            kind: PeerAuthentication
            metadata: {name: web, namespace: default}
            spec:
              selector: {matchLabels: {app: web}}
              mtls: {mode: PERMISSIVE}
              portLevelMtls: {"8080": {mode: STRICT}}
            """;
    private static final Path DEFINITIONS = Path.of("../../charts/base/files/crds.yaml");

    @TempDir private Path dir;
    private TestCluster cluster;
    private PolicyObjects store;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.start(dir.resolve("state"));
        try (var in = Files.newInputStream(DEFINITIONS)) {
            cluster.client()
                    .load(in)
                    .items()
                    .forEach(one -> cluster.client().resource(one).create());
        }
        store = new PolicyObjects(cluster.client(), cluster.client());
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        cluster.close();
    }

    @Test
    void ofTwoWritersOneGetsThrough() throws Exception {
        assertThat(store.read(KEY)).isEmpty();
        String version = written(store.write(KEY, yaml(POLICY), ConfigStore.ABSENT));
        ConfigStore.Stored stored = store.read(KEY).orElseThrow();
        assertThat(stored.version()).isEqualTo(version);
        assertThat(stored.contents().get(PolicyObjects.YAML))
                .contains("\"8080\":\n      mode: STRICT");
        assertThat(store.write(KEY, yaml(POLICY), ConfigStore.ABSENT))
                .isEqualTo(new Outcome.Conflict(version));
        String later =
                written(store.write(KEY, yaml(POLICY.replace("PERMISSIVE", "STRICT")), version));
        assertThat(store.write(KEY, yaml(POLICY), version)).isEqualTo(new Outcome.Conflict(later));
        assertThat(mode()).isEqualTo("STRICT");
    }

    @Test
    void whatSomebodyElseWroteIsNotTakenAway() throws Exception {
        String version = written(store.write(KEY, yaml(POLICY), ConfigStore.ABSENT));
        GenericKubernetesResource there = requireNonNull(there());
        there.getMetadata().setLabels(Map.of("edited", "by-hand"));
        GenericKubernetesResource _ = cluster.client().resource(there).update();
        Outcome refused = store.write(KEY, Map.of(), version);
        String edited = store.read(KEY).orElseThrow().version();
        assertThat(refused).isEqualTo(new Outcome.Conflict(edited));
        assertThat(edited).isNotEqualTo(version);
        assertThat(there()).isNotNull();
        assertThat(store.write(KEY, Map.of(), edited))
                .isEqualTo(new Outcome.Written(ConfigStore.ABSENT));
        assertThat(there()).isNull();
        assertThat(store.read(KEY)).isEmpty();
    }

    private String mode() {
        return requireNonNull(there()).get("spec", "mtls", "mode");
    }

    private @org.jspecify.annotations.Nullable GenericKubernetesResource there() {
        return cluster.client()
                .genericKubernetesResources("security.istio.io/v1", "PeerAuthentication")
                .inNamespace("default")
                .withName("web")
                .get();
    }

    private static Map<String, String> yaml(String text) {
        return Map.of(PolicyObjects.YAML, text);
    }

    private static String written(Outcome outcome) {
        return ((Outcome.Written) outcome).version();
    }
}
