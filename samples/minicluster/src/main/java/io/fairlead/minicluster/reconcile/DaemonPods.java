package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.ArrayList;
import java.util.List;

/// The pods that a DaemonSet makes. They bear what its node goes through, and leave the choice of the node to nobody.
/// Pure.
final class DaemonPods {

    private static final String NODE = "node.kubernetes.io/";

    /// Conditions of a node of which a taint tells, by what that keeps away.
    private static final List<String> ENDING = List.of("not-ready", "unreachable");

    private static final List<String> CLOSING =
            List.of("disk-pressure", "memory-pressure", "pid-pressure", "unschedulable");

    private DaemonPods() {}

    /// A pod for any node, by which nodes are chosen.
    static Pod any(DaemonSet set) {
        PodTemplateSpec template = set.getSpec().getTemplate();
        List<Toleration> tolerations = new ArrayList<>();
        ENDING.forEach(one -> tolerations.add(bears(NODE + one, "NoExecute")));
        CLOSING.forEach(one -> tolerations.add(bears(NODE + one, "NoSchedule")));
        if (Boolean.TRUE.equals(template.getSpec().getHostNetwork())) {
            tolerations.add(bears(NODE + "network-unavailable", "NoSchedule"));
        }
        return PodControl.from(set, template)
                .editSpec()
                .addAllToTolerations(
                        tolerations.stream()
                                .filter(one -> !template.getSpec().getTolerations().contains(one))
                                .toList())
                .endSpec()
                .build();
    }

    /// The pod of one node, of this revision.
    static Pod on(DaemonSet set, String node, String hash) {
        NodeSelectorTerm here =
                new NodeSelectorTermBuilder()
                        .withMatchFields(
                                new NodeSelectorRequirement("metadata.name", "In", List.of(node)))
                        .build();
        return new PodBuilder(any(set))
                .editMetadata()
                .addToLabels(History.HASH, hash)
                .endMetadata()
                .editSpec()
                .editOrNewAffinity()
                .editOrNewNodeAffinity()
                // What the template demands was asked when the node was chosen.
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withNodeSelectorTerms(here)
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .endSpec()
                .build();
    }

    private static Toleration bears(String key, String effect) {
        return new TolerationBuilder()
                .withKey(key)
                .withOperator("Exists")
                .withEffect(effect)
                .build();
    }
}
