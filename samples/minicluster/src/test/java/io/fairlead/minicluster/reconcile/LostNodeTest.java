package io.fairlead.minicluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fairlead.minicluster.api.ApiCore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node whose kubelet stops, by a clock that the test moves.
class LostNodeTest {

    private static final long SECONDS_MAX = 60;
    private static final String NODE = "n1";
    private static final Pod POD =
            new PodBuilder()
                    .withNewMetadata()
                    .withName("web")
                    .withNamespace("default")
                    .endMetadata()
                    .withNewSpec()
                    .withNodeName(NODE)
                    .addNewContainer()
                    .withName("app")
                    .withImage("app:1")
                    .endContainer()
                    .endSpec()
                    .build();

    private static final ServiceAccount ACCOUNT =
            new ServiceAccountBuilder()
                    .withNewMetadata()
                    .withName("default")
                    .withNamespace("default")
                    .endMetadata()
                    .build();

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-06-01T12:00:00Z"));

    @TempDir private Path dir = Path.of("");

    @Test
    void itIsGivenUpItsPodsLeaveItAndItComesBackWithItsKubelet() throws Exception {
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ApiCore api = ApiCore.start(dir, free, Map.of());
                KubernetesClient client = Controllers.client(api.kubeconfig());
                Nodes nodes = new Nodes(client, now::get)) {
            client.resource(ACCOUNT).create();
            Resource<Pod> pod = client.resource(POD);
            Resource<Node> node = client.nodes().withName(NODE);
            try (StandInNode kubelet = new StandInNode(client, NODE)) {
                kubelet.start();
                pod.create();
                pod.waitUntilCondition(
                        one -> one != null && PodState.ready(one), SECONDS_MAX, TimeUnit.SECONDS);
            }
            beat(client, nodes);
            assertThat(pod.get().getSpec().getTolerations())
                    .extracting(Toleration::getKey, Toleration::getTolerationSeconds)
                    .containsExactly(
                            tuple("node.kubernetes.io/not-ready", 300L),
                            tuple("node.kubernetes.io/unreachable", 300L));

            pass(nodes, Nodes.GRACE.minusSeconds(1));
            beat(client, nodes);
            pass(nodes, Nodes.GRACE.minusSeconds(1));
            assertThat(ready(node.get())).isEqualTo("True");
            pass(nodes, Duration.ofSeconds(1));
            assertThat(ready(node.get())).isEqualTo("Unknown");
            assertThat(PodState.ready(pod.get())).isFalse();
            nodes.look(NODE);
            assertThat(node.get().getSpec().getTaints())
                    .extracting(Taint::getEffect)
                    .containsExactly("NoExecute", "NoSchedule");

            pass(nodes, Duration.ofSeconds(299));
            assertThat(pod.get().isMarkedForDeletion()).isFalse();
            pass(nodes, Duration.ofSeconds(1));
            assertThat(pod.get().isMarkedForDeletion()).isTrue();

            beat(client, nodes);
            node.editStatus(one -> {
                one.getStatus().getConditions().forEach(condition -> condition.setStatus("True"));
                return one;
            });
            nodes.look(NODE);
            assertThat(node.get().getSpec().getTaints()).isEmpty();
        }
    }

    /// What a kubelet says.
    private void beat(KubernetesClient client, Nodes nodes) {
        Lease lease =
                new LeaseBuilder()
                        .withNewMetadata()
                        .withName(NODE)
                        .withNamespace(Nodes.LEASES)
                        .endMetadata()
                        .withNewSpec()
                        .withRenewTime(now.get().atZone(ZoneOffset.UTC))
                        .endSpec()
                        .build();
        nodes.lease(client.resource(lease).forceConflicts().serverSideApply());
    }

    /// Time goes by, and somebody looks.
    private void pass(Nodes nodes, Duration time) {
        now.updateAndGet(before -> before.plus(time));
        nodes.look(NODE);
    }

    private static String ready(Node node) {
        return node.getStatus().getConditions().getFirst().getStatus();
    }
}
