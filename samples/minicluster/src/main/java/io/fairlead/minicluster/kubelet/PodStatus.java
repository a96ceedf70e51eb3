package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.schema.ObjectName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known about a running pod.
///
/// @param holder pid, inside the cluster, of the process that holds the pod's namespaces; 0 until there is one
/// @param init those that run before the others
public record PodStatus(
        ObjectName pod,
        Phase phase,
        boolean ready,
        long holder,
        List<ContainerStatus> containers,
        List<ContainerStatus> init) {

    public PodStatus {
        containers = List.copyOf(containers);
        init = List.copyOf(init);
    }

    /// A pod without containers, at the beginning or at the end of its life.
    public static PodStatus of(ObjectName pod, Phase phase) {
        return new PodStatus(pod, phase, false, 0, List.of(), List.of());
    }

    /// Where in its life a pod is.
    public enum Phase {
        STARTING,
        RUNNING,
        TERMINATING,
        GONE
    }

    /// What is known about a container.
    ///
    /// @param pid inside the cluster; 0 while it doesn't run
    /// @param detail why it doesn't run; empty where it does
    /// @param last how it ended the time before; null where it never did
    public record ContainerStatus(
            String name,
            String image,
            long pid,
            boolean ready,
            int restarts,
            String detail,
            ContainerState state,
            ContainerState.@Nullable Ended last) {}
}
