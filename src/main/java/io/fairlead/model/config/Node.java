package io.fairlead.model.config;

import io.fairlead.model.service.Locality;
import java.util.List;

/// A machine of the cluster: where pods on it are.
///
/// @param addresses of its own: what comes by a port of the node, or from the kubelet, comes from there
public record Node(Meta meta, Locality locality, List<String> addresses) implements MeshObject {
    public Node {
        addresses = List.copyOf(addresses);
    }
}
