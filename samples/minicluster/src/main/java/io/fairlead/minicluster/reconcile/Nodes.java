package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Keeps pods away from nodes that can't have them: what a node's conditions say becomes a taint, and so does a cordon.
/// Kubernetes taints each new node `not-ready` and leaves it to a controller to take that away.
final class Nodes {

    private static final String PREFIX = "node.kubernetes.io/";
    private static final String CORDONED = PREFIX + "unschedulable";
    private static final String EFFECT = "NoSchedule";

    /// Keys of taints, by conditions and their status.
    private static final Map<String, String> TAINTS =
            Map.of(
                    "Ready False", PREFIX + "not-ready",
                    "Ready Unknown", PREFIX + "unreachable",
                    "MemoryPressure True", PREFIX + "memory-pressure",
                    "DiskPressure True", PREFIX + "disk-pressure",
                    "PIDPressure True", PREFIX + "pid-pressure",
                    "NetworkUnavailable True", PREFIX + "network-unavailable");

    private final KubernetesClient client;
    final Queue queue = new Queue("nodes", this::look);

    Nodes(KubernetesClient client) {
        this.client = client;
    }

    private void look(String name) {
        @Nullable Node node = client.nodes().withName(name).get();
        if (node == null) {
            return;
        }
        List<Taint> wanted = taints(node);
        if (!wanted.equals(node.getSpec().getTaints())) {
            // Others change the list as well: only if nobody has since.
            String version = node.getMetadata().getResourceVersion();
            Map<String, Map<String, ?>> patch =
                    Map.of(
                            "metadata", Map.of("resourceVersion", version),
                            "spec", Map.of("taints", wanted));
            Node _ =
                    client.nodes()
                            .withName(name)
                            .patch(
                                    PatchContext.of(PatchType.JSON_MERGE),
                                    Serialization.asJson(patch));
        }
    }

    /// What others have put there, and what its own state asks for; what is there already stays where it is.
    static List<Taint> taints(Node node) {
        Set<String> missing = new TreeSet<>();
        for (NodeCondition one : node.getStatus().getConditions()) {
            String key = TAINTS.get(one.getType() + " " + one.getStatus());
            if (key != null) {
                missing.add(key);
            }
        }
        if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            missing.add(CORDONED);
        }
        List<Taint> taints = new ArrayList<>();
        for (Taint one : node.getSpec().getTaints()) {
            boolean ofState =
                    EFFECT.equals(one.getEffect())
                            && (TAINTS.containsValue(one.getKey())
                                    || CORDONED.equals(one.getKey()));
            if (!ofState || missing.remove(one.getKey())) {
                taints.add(one);
            }
        }
        for (String key : missing) {
            taints.add(new TaintBuilder().withKey(key).withEffect(EFFECT).build());
        }
        return taints;
    }
}
