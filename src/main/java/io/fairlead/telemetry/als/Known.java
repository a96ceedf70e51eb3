package io.fairlead.telemetry.als;

import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Service;
import io.fairlead.model.service.Endpoint;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the daemon knows of addresses and clusters, as of one snapshot. Belongs to one owner at a time.
final class Known {
    /// Ports of pods whose Service is remembered.
    private static final int PORTS_MAX = 10_000;

    private final MeshSnapshot mesh;
    private final Map<String, Name> services = new HashMap<>();

    /// A Service, as labels.
    record Name(String host, String name, String namespace) {
        static final Name UNKNOWN = new Name(End.ABSENT, End.ABSENT, End.ABSENT);
    }

    Known(MeshSnapshot mesh) {
        this.mesh = mesh;
    }

    boolean isOf(MeshSnapshot other) {
        return mesh.version() == other.version();
    }

    /// The other end of a call.
    End peer(Call call) {
        Pod pod = mesh.podsByIp().get(call.peerAddress());
        return pod == null
                ? End.UNKNOWN.withPrincipal(call.peerPrincipal())
                : End.of(pod, call.peerPrincipal());
    }

    /// The Service that was asked for.
    Name service(Call call, Pod own) {
        String[] parts = call.cluster().split("\\|", -1);
        if (parts.length == 4 && parts[0].equals("outbound")) {
            return Optional.ofNullable(mesh.services().get(parts[3]))
                    .map(Known::name)
                    .orElse(new Name(parts[3], parts[3], End.ABSENT));
        }
        if (parts.length == 4 && parts[0].equals("inbound")) {
            if (services.size() >= PORTS_MAX) {
                services.clear();
            }
            return services.computeIfAbsent(
                    own.ip() + " " + parts[1], _ -> behind(own.ip(), parts[1]));
        }
        // As PassthroughCluster: it is its own name.
        return call.cluster().isEmpty()
                ? Name.UNKNOWN
                : new Name(End.ABSENT, call.cluster(), End.ABSENT);
    }

    /// The first Service of which this is an endpoint.
    private Name behind(String ip, String port) {
        for (Map.Entry<String, Service> one : mesh.services().entrySet()) {
            if (one.getValue().isEntry()) {
                continue; // It is for clients.
            }
            for (List<Endpoint> endpoints : mesh.endpoints(one.getKey()).byPort().values()) {
                if (endpoints.stream()
                        .anyMatch(at ->
                                at.address().equals(ip)
                                        && Integer.toString(at.port()).equals(port))) {
                    return name(one.getValue());
                }
            }
        }
        return Name.UNKNOWN;
    }

    private static Name name(Service service) {
        return new Name(service.host(), service.shownName(), service.meta().key().namespace());
    }
}
