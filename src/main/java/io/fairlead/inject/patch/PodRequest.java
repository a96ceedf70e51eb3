package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// A pod, or a workload's template of pods, that shall get a proxy.
///
/// @param pod has `metadata` and `spec`; it stays as it is
/// @param owner the workload that it belongs to
/// @param environment more variables of the proxy, which win over ours
public record PodRequest(
        ObjectNode pod, String namespace, Owner owner, Map<String, String> environment) {
    public PodRequest {
        pod = pod.deepCopy();
        environment = Map.copyOf(environment);
    }
}
