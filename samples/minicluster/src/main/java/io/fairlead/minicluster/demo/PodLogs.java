package io.fairlead.minicluster.demo;

import java.nio.file.Path;

/// Where the logs of containers are.
public final class PodLogs {

    private PodLogs() {}

    /// The log of a container of a pod.
    ///
    /// @param container empty for the application
    public static Path file(Path state, ClusterView.Pod pod, String container)
            throws UnknownWorkload {
        String name = ClusterView.container(pod, container.isEmpty() ? null : container).name();
        return state.resolve("logs")
                .resolve(pod.namespace() + "_" + pod.name())
                .resolve(name + ".log");
    }
}
