package io.fairlead.translate.cluster;

import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.Service;
import io.fairlead.model.service.Endpoint;
import io.fairlead.model.service.Registration;
import io.fairlead.model.service.ServicePort;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What clients know of the servers of one service before they connect.
///
/// @param speaksTls false for a client that can't
/// @param auto mutual TLS with every server that has a proxy, unless a rule says otherwise
/// @param identities of the servers, sorted
/// @param names that they show where a rule wants TLS and names none
/// @param meshed ports on which every server has a proxy that speaks mutual TLS
record Peers(
        boolean speaksTls,
        boolean auto,
        List<String> identities,
        List<String> names,
        Set<Integer> meshed) {
    private static final Peers IN_CLEAR = new Peers(false, false, List.of(), List.of(), Set.of());

    Peers {
        identities = List.copyOf(identities);
        names = List.copyOf(names);
        meshed = Set.copyOf(meshed);
    }

    static Peers collect(Service service, ProxyClass.Outbound client, Reader reader) {
        if (!client.extensions().contains(Extension.TLS)) {
            return IN_CLEAR;
        }
        MeshConfig mesh = reader.mesh();
        Set<String> identities = new TreeSet<>();
        Set<Integer> meshed = new TreeSet<>();
        for (ServicePort port : service.ports()) {
            List<Endpoint> servers = reader.endpoints(service.host()).of(port.number());
            for (Endpoint server : servers) {
                addIdentities(server, mesh, identities);
            }
            // Otherwise each endpoint says for itself what it speaks.
            if (service.headless()
                    && !servers.isEmpty()
                    && servers.stream().allMatch(reader::speaksMutualTls)) {
                meshed.add(port.number());
            }
        }
        return service.registration() instanceof Registration.Entry entry
                ? ofEntry(entry, mesh, identities)
                : new Peers(true, mesh.autoMtls(), List.copyOf(identities), List.of(), meshed);
    }

    /// Of servers outside nobody expects the mesh's TLS; those inside may have names besides their identities.
    private static Peers ofEntry(
            Registration.Entry entry, MeshConfig mesh, Set<String> identities) {
        Set<String> known = new TreeSet<>(identities);
        known.addAll(entry.subjectAltNames());
        return new Peers(
                true,
                mesh.autoMtls() && !entry.external(),
                List.copyOf(known),
                entry.subjectAltNames(),
                Set.of());
    }

    private static void addIdentities(Endpoint server, MeshConfig mesh, Set<String> identities) {
        if (server.serviceAccount().isEmpty()) {
            return;
        }
        for (String domain : mesh.trustDomains()) {
            identities.add(
                    "spiffe://%s/ns/%s/sa/%s"
                            .formatted(domain, server.namespace(), server.serviceAccount()));
        }
    }
}
