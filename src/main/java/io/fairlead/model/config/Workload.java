package io.fairlead.model.config;

import io.fairlead.model.service.ContainerPort;
import java.util.List;
import java.util.Map;

/// A Deployment, StatefulSet, DaemonSet, ReplicaSet, Job: what its pods will look like.
///
/// @param selector labels by which it selects its pods
/// @param podLabels labels of the pods that it makes
public record Workload(
        Meta meta,
        int replicas,
        Map<String, String> selector,
        Map<String, String> podLabels,
        String serviceAccount,
        List<ContainerPort> ports)
        implements MeshObject {
    public Workload {
        selector = Map.copyOf(selector);
        podLabels = Map.copyOf(podLabels);
        ports = List.copyOf(ports);
    }
}
