package io.fairlead.model.config;

import io.fairlead.model.service.ContainerPort;
import java.util.List;

/// A running (or waiting) Pod.
///
/// @param ip empty until the pod has an address
/// @param workload name of the controller that owns it (the Deployment, not its ReplicaSet); the pod's name if none
/// @param workloadKind `Deployment`, `StatefulSet`, …, `Pod` if none
/// @param past what of it may call past its sidecar
public record Pod(
        Meta meta,
        String ip,
        List<String> ips,
        String serviceAccount,
        String workload,
        String workloadKind,
        String node,
        List<ContainerPort> ports,
        boolean ready,
        boolean hostNetwork,
        PastSidecar past)
        implements MeshObject {
    public Pod {
        ips = List.copyOf(ips);
        ports = List.copyOf(ports);
    }

    /// Of which nothing calls past its sidecar.
    public Pod(
            Meta meta,
            String ip,
            List<String> ips,
            String serviceAccount,
            String workload,
            String workloadKind,
            String node,
            List<ContainerPort> ports,
            boolean ready,
            boolean hostNetwork) {
        this(
                meta,
                ip,
                ips,
                serviceAccount,
                workload,
                workloadKind,
                node,
                ports,
                ready,
                hostNetwork,
                PastSidecar.NOTHING);
    }

    /// Calls that no sidecar sees.
    ///
    /// @param early init containers run before the sidecar does
    /// @param proxyUser a container of the application runs as the sidecar's own user, whose calls are not led to it
    public record PastSidecar(boolean early, boolean proxyUser) {
        public static final PastSidecar NOTHING = new PastSidecar(false, false);
    }
}
