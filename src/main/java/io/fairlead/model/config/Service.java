package io.fairlead.model.config;

import io.fairlead.model.service.Registration;
import io.fairlead.model.service.ServicePort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// A service: of Kubernetes, or one host of a [ServiceEntry].
///
/// @param host fully qualified name, `cart.shop.svc.cluster.local`; of an entry perhaps with a leading wildcard
/// @param addresses cluster addresses; empty while none is assigned, and for headless services. Those of an entry may
///     have the length of a prefix
/// @param headless clients choose the server by its address
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
        boolean publishNotReady,
        Registration registration)
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

    /// Of Kubernetes.
    public Service(
            Meta meta,
            String host,
            Type type,
            List<String> addresses,
            boolean headless,
            String externalName,
            List<ServicePort> ports,
            Map<String, String> selector,
            List<String> exportTo,
            boolean publishNotReady) {
        this(
                meta,
                host,
                type,
                addresses,
                headless,
                externalName,
                ports,
                selector,
                exportTo,
                publishNotReady,
                new Registration.Cluster());
    }

    public Optional<ServicePort> port(int number) {
        return ports.stream().filter(port -> port.number() == number).findFirst();
    }

    /// What a ServiceEntry says about it; empty for a service of Kubernetes.
    public Optional<Registration.Entry> entry() {
        return registration instanceof Registration.Entry entry
                ? Optional.of(entry)
                : Optional.empty();
    }

    public boolean isEntry() {
        return registration instanceof Registration.Entry;
    }

    /// As telemetry calls it: by its name, or by its host where several have one object's name.
    public String shownName() {
        return isEntry() ? host : name();
    }

    /// Ranges of addresses among its addresses.
    public List<String> ranges() {
        return addresses.stream().filter(Service::isRange).toList();
    }

    /// Its addresses without the ranges.
    public List<String> singleAddresses() {
        return addresses.stream().filter(Predicate.not(Service::isRange)).toList();
    }

    private static boolean isRange(String address) {
        return address.indexOf('/') >= 0;
    }
}
