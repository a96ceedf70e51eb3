package io.fairlead.model.config;

import io.fairlead.model.service.Registration;
import io.fairlead.model.service.Resolution;
import io.fairlead.model.service.ServicePort;
import java.util.List;
import java.util.Map;

/// Hosts that Kubernetes knows nothing of. Each of them is a [Service] of the mesh.
///
/// @param hosts full names in lower case, perhaps with a leading wildcard
/// @param addresses at which clients look for it, each as [io.fairlead.model.service.AddressRange#text] writes it
/// @param exportTo empty means the mesh's default
public record ServiceEntry(
        Meta meta,
        List<String> hosts,
        List<String> addresses,
        List<ServicePort> ports,
        Registration.Entry entry,
        List<String> exportTo)
        implements MeshObject {
    public ServiceEntry {
        hosts = List.copyOf(hosts);
        addresses = List.copyOf(addresses);
        ports = List.copyOf(ports);
        exportTo = List.copyOf(exportTo);
    }

    /// One of its hosts as a service.
    public Service service(String host) {
        return new Service(
                meta,
                host,
                Service.Type.CLUSTER_IP,
                addresses.stream().distinct().toList(),
                entry.resolution() == Resolution.NONE,
                "",
                ports,
                Map.of(),
                exportTo,
                false,
                entry);
    }
}
