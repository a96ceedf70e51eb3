package io.fairlead.model.config;

import io.fairlead.model.service.ServicePort;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A Kubernetes Service.
///
/// @param host fully qualified name, `cart.shop.svc.cluster.local`
/// @param addresses cluster addresses; empty while none is assigned, and for headless services
/// @param externalName target of a service of type EXTERNAL_NAME, else empty
/// @param exportTo namespaces that may see it; empty means the mesh's default
public record Service(
        Meta meta,
        String host,
        Type type,
        List<String> addresses,
        boolean headless,
        String externalName,
        List<ServicePort> ports,
        Map<String, String> selector,
        List<String> exportTo,
        boolean publishNotReady)
        implements MeshObject {

    /// Kubernetes' types of Service.
    public enum Type {
        CLUSTER_IP,
        NODE_PORT,
        LOAD_BALANCER,
        EXTERNAL_NAME
    }

    public Service {
        addresses = List.copyOf(addresses);
        ports = List.copyOf(ports);
        selector = Map.copyOf(selector);
        exportTo = List.copyOf(exportTo);
    }

    public Optional<ServicePort> port(int number) {
        return ports.stream().filter(port -> port.number() == number).findFirst();
    }
}
