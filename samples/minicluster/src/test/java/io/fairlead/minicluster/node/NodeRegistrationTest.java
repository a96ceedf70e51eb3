package io.fairlead.minicluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.api.ClusterApi;
import io.fairlead.minicluster.kubelet.ControlGroups;
import io.fairlead.minicluster.network.NodePlan;
import io.fairlead.minicluster.reconcile.Controllers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node does at an API server, as its own user.
class NodeRegistrationTest {

    private static final NodePlan PLAN = new NodePlan(1);

    @TempDir private Path dir = Path.of("");

    ClusterApi api(Path state) throws Exception {
        return ApiCore.start(
                state, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Map.of());
    }

    @Test
    void itIsReadyHoldsItsLeaseAndReadsWhatItsPodsName() throws Exception {
        try (ClusterApi api = api(dir.resolve("state"));
                KubernetesClient own =
                        Controllers.client(api.kubeconfig(PLAN.user(), "system:nodes"));
                KubernetesClient admin = Controllers.client(api.kubeconfig())) {
            for (int time = 0; time < 2; time++) {
                register(own).close();
                Node node = admin.nodes().withName(PLAN.name()).get();
                assertThat(node.getMetadata().getLabels())
                        .containsEntry("topology.kubernetes.io/zone", "here-b");
                assertThat(node.getStatus().getConditions())
                        .anyMatch(one ->
                                one.getType().equals("Ready") && one.getStatus().equals("True"));
                assertThat(
                                admin.leases()
                                        .inNamespace("kube-node-lease")
                                        .withName(PLAN.name())
                                        .get()
                                        .getSpec()
                                        .getHolderIdentity())
                        .isEqualTo(PLAN.name());
            }
            data(admin);
        }
    }

    private NodeRegistration register(KubernetesClient own) throws Exception {
        return NodeRegistration.start(
                own,
                PLAN,
                true,
                new NodeRegistration.Capacity(2, 1 << 20, 10, "6", ControlGroups.open(dir)));
    }

    private static void data(KubernetesClient admin) throws Exception {
        admin.resource(
                        new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName("map")
                                .withNamespace("default")
                                .endMetadata()
                                .withData(Map.of("a", "1", "b", "2"))
                                .build())
                .create();
        Data data = new Data(admin, "default");
        Pod pod =
                new PodBuilder()
                        .withNewMetadata()
                        .withName("web")
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("app")
                        .addNewEnvFrom()
                        .withPrefix("P_")
                        .withNewConfigMapRef("map", false)
                        .endEnvFrom()
                        .addNewEnv()
                        .withName("A")
                        .withNewValueFrom()
                        .withNewConfigMapKeyRef("a", "map", false)
                        .endValueFrom()
                        .endEnv()
                        .addNewEnv()
                        .withName("NONE")
                        .withNewValueFrom()
                        .withNewSecretKeyRef("key", "missing", true)
                        .endValueFrom()
                        .endEnv()
                        .endContainer()
                        .endSpec()
                        .build();
        Environment environment = new Environment(data, new Fields(pod, "10.0.0.1", "10.0.0.2"));
        assertThat(environment.resolve(pod).getSpec().getContainers().getFirst().getEnv())
                .filteredOn(one -> !one.getName().startsWith("KUBERNETES_"))
                .extracting(EnvVar::getName, EnvVar::getValue)
                .containsExactly(tuple("P_a", "1"), tuple("P_b", "2"), tuple("A", "1"));
        Map<String, byte[]> files = new TreeMap<>();
        data.configMap("map", false).into(List.of(new KeyToPath("b", null, "etc/b")), files);
        assertThat(files.keySet()).containsExactly("etc/b");
        data.secret("missing", true).into(List.of(new KeyToPath("b", null, "c")), files);
        assertThat(files.keySet()).containsExactly("etc/b");
        assertThatThrownBy(() -> data.secret("missing", false))
                .hasMessage("secret \"missing\" not found");
        assertThatThrownBy(() ->
                        data.configMap("map", false)
                                .into(List.of(new KeyToPath("c", null, "c")), files))
                .hasMessage("configmap \"map\" has no key c");
    }
}
