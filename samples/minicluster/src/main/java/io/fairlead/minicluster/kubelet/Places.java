package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.schema.ObjectName;
import java.nio.file.Path;

/// Where the kubelet keeps files.
///
/// @param scratch working directories of pods, readable for every user of the cluster, gone with it
/// @param logs logs of containers, kept until the next start
public record Places(Path scratch, Path logs) {

    /// Directory of a pod's files.
    Path of(ObjectName pod) {
        return scratch.resolve("pods").resolve(folder(pod));
    }

    /// Log of a container.
    public Path log(ObjectName pod, String container) {
        return logs.resolve(folder(pod)).resolve(container + ".log");
    }

    /// Name of a pod's directory.
    public static String folder(ObjectName pod) {
        return pod.namespace() + "_" + pod.name();
    }
}
