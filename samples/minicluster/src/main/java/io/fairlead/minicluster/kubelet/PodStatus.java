package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.schema.ObjectName;
import java.util.List;

/// What is known about a running pod.
///
/// @param holder pid, inside the cluster, of the process that holds the pod's namespaces; 0 until there is one
public record PodStatus(
        ObjectName pod, Phase phase, boolean ready, long holder, List<ContainerStatus> containers) {

    public PodStatus {
        containers = List.copyOf(containers);
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
    public record ContainerStatus(
            String name, String image, long pid, boolean ready, int restarts, String detail) {}
}
