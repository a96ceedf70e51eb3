package io.fairlead.model.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Endpoints of one service. The older kind `Endpoints` becomes one of these, with its own kind in the key.
///
/// @param service name of the Service, in the same namespace; empty if the slice names none
public record EndpointSlice(Meta meta, String service, List<Port> ports, List<Address> addresses)
        implements MeshObject {
    public EndpointSlice {
        ports = List.copyOf(ports);
        addresses = List.copyOf(addresses);
    }

    /// A port of every address of the slice.
    ///
    /// @param name name of the Service's port, empty for the only, unnamed one
    public record Port(String name, int number, String protocol, String appProtocol) {}

    /// One endpoint.
    ///
    /// @param pod name of the pod behind it, null when it has none
    /// @param zone from the slice; empty when unknown
    public record Address(
            List<String> ips, boolean ready, @Nullable String pod, String node, String zone) {
        public Address {
            ips = List.copyOf(ips);
        }
    }
}
