package io.fairlead.model.config;

import io.fairlead.model.service.ContainerPort;
import java.util.List;

/// A running (or waiting) Pod.
///
/// @param ip empty until the pod has an address
/// @param workload name of the controller that owns it (the Deployment, not its ReplicaSet); the pod's name if none
/// @param workloadKind `Deployment`, `StatefulSet`, …, `Pod` if none
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
        boolean hostNetwork)
        implements MeshObject {
    public Pod {
        ips = List.copyOf(ips);
        ports = List.copyOf(ports);
    }
}
