package io.fairlead.ingest.validate;

import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.ServiceEntry;
import io.fairlead.model.service.Protocol;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Holds one ServiceEntry against all that others register: hosts and addresses that are wanted twice.
record EntryReferences(MeshSnapshot mesh, Findings findings) {

    void check(ServiceEntry entry) {
        for (int i = 0; i < entry.hosts().size(); i++) {
            host(entry, i);
        }
        for (int i = 0; i < entry.ports().size(); i++) {
            port(entry, i);
        }
    }

    private void host(ServiceEntry entry, int i) {
        String host = entry.hosts().get(i);
        Service service = mesh.services().get(host);
        if (service != null && !service.meta().key().equals(entry.key())) {
            ObjectKey owner = service.meta().key();
            Origin origin = mesh.origin(owner);
            findings.warning(
                    "shadowed",
                    "spec.hosts[" + i + "]",
                    new Told(
                            "%s is registered by %s at %s:%d"
                                    .formatted(host, owner, origin.file(), origin.line()),
                            "a host has one entry: a Service of that name counts, else the oldest ServiceEntry",
                            "put the ports into one ServiceEntry"));
        }
    }

    /// Where bytes are all that is known of a connection, its address and port have to say who is meant. At an address
    /// of its own, nobody asks for the name in TLS.
    private void port(ServiceEntry entry, int i) {
        ServicePort port = entry.ports().get(i);
        findRival(entry, port)
                .ifPresent(rival -> {
                    Origin origin = mesh.origin(rival.key());
                    findings.warning(
                            "port-conflict",
                            "spec.ports[" + i + "]",
                            new Told(
                                    "connections to port %d go to %s at %s:%d"
                                            .formatted(
                                                    port.number(),
                                                    rival.key(),
                                                    origin.file(),
                                                    origin.line()),
                                    "without a name of the server, connections are told by address and port; the"
                                            + " oldest ServiceEntry counts",
                                    "write addresses: of its own, or protocol: TLS"));
                });
    }

    private Optional<ServiceEntry> findRival(ServiceEntry entry, ServicePort port) {
        List<ServiceEntry> older = new ArrayList<>();
        mesh.index().entries().values().forEach(older::addAll);
        return older.stream()
                .filter(other -> MeshObject.OLDEST_FIRST.compare(other, entry) < 0)
                .filter(other -> meet(other.addresses(), entry.addresses()))
                .filter(other ->
                        other.ports().stream()
                                .filter(theirs -> theirs.number() == port.number())
                                .anyMatch(theirs -> isAlike(theirs, port, entry)))
                .min(MeshObject.OLDEST_FIRST);
    }

    private static boolean isAlike(ServicePort one, ServicePort other, ServiceEntry entry) {
        return entry.addresses().isEmpty()
                ? one.protocol().isOpaque() && other.protocol().isOpaque()
                : isBytes(one.protocol()) && isBytes(other.protocol());
    }

    private static boolean isBytes(Protocol protocol) {
        return !protocol.isHttp() && protocol != Protocol.UDP;
    }

    private static boolean meet(List<String> one, List<String> other) {
        return one.isEmpty() ? other.isEmpty() : one.stream().anyMatch(other::contains);
    }
}
