package io.fairlead.minicluster.kubelet;

import java.util.Optional;

/// The way to a running pod. May be asked on any thread.
public interface PodAccess {

    /// A container of this name, which may be an init container.
    Optional<ContainerAccess> container(String name);

    /// Process that holds the pod's namespaces; 0 while it has none.
    long holder();
}
