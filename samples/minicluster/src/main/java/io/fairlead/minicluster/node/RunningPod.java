package io.fairlead.minicluster.node;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fairlead.minicluster.kubelet.PodStatus;
import io.fairlead.minicluster.kubelet.PodWorker;

/// A pod that this node runs.
///
/// @param pod as it was when it began
/// @param number its place in the network, see `network.Plan`
/// @param ip its address
public record RunningPod(
        Pod pod, int number, String ip, PodWorker worker, PodStatus status, boolean ending) {

    RunningPod with(PodStatus next) {
        return new RunningPod(pod, number, ip, worker, next, ending);
    }

    RunningPod asEnding() {
        return new RunningPod(pod, number, ip, worker, status, true);
    }

    /// `namespace/name`.
    public String key() {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    /// True where it is ready and not on its way out.
    public boolean serves() {
        return status.ready() && !ending;
    }

    /// Its Deployment's name, its other owner's, or its own.
    String workload() {
        String hash = pod.getMetadata().getLabels().getOrDefault("pod-template-hash", "");
        String owner =
                pod.getMetadata().getOwnerReferences().stream()
                        .map(OwnerReference::getName)
                        .findFirst()
                        .orElse(pod.getMetadata().getName());
        return !hash.isEmpty() && owner.endsWith("-" + hash)
                ? owner.substring(0, owner.length() - hash.length() - 1)
                : owner;
    }
}
