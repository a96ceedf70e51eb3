package io.fairlead.migrate.decide.facts;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.Service;
import io.fairlead.model.mtls.Dial;
import io.fairlead.model.mtls.Dial.Reason;
import io.fairlead.model.mtls.Dialed;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.model.policy.TrafficPolicy.ClientTls;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Why a sidecar led a connection to a pod of the mesh in clear text, if it did: by where it led it, whom the request
/// named, and what the configuration says.
final class Reasons {
    private static final String OUTBOUND = "outbound";
    private static final int PARTS = 4;

    private final MeshSnapshot mesh;
    private final Set<String> services;

    Reasons(MeshSnapshot mesh) {
        this.mesh = mesh;
        this.services = new HashSet<>();
        mesh.services().values().forEach(service -> services.addAll(service.addresses()));
    }

    /// Those of a report that may have led to a pod of the mesh, and why in clear text.
    List<Dial> of(EvidenceDelta delta) {
        String pod = delta.pod().namespace() + "/" + delta.pod().name();
        return delta.dials().stream()
                .flatMap(dialed ->
                        reason(dialed, delta.pod().namespace())
                                .map(why -> new Dial(dialed.tuple(), dialed.at(), pod, why))
                                .stream())
                .toList();
    }

    private Optional<Reason> reason(Dialed dialed, String namespace) {
        String target = dialed.tuple().targetIp();
        String[] cluster = dialed.cluster().split("\\|", -1);
        if (cluster.length == PARTS && cluster[0].equals(OUTBOUND)) {
            return speaksOtherTls(cluster[PARTS - 1])
                    ? Optional.of(Reason.DR_TLS_DISABLE)
                    : Optional.empty();
        }
        boolean named = !dialed.host().isEmpty() && !isAddress(dialed.host());
        if (services.contains(target)) {
            if (named && isScoped(namespace) && isNameOf(dialed.host(), target, namespace)) {
                return Optional.of(Reason.SIDECAR_EGRESS_SCOPE);
            }
            return Optional.of(
                    named ? Reason.HOST_HEADER_MISMATCH : Reason.PASSTHROUGH_UNKNOWN_HOST);
        }
        if (!mesh.podsByIp().containsKey(target)) {
            return Optional.empty();
        }
        return Optional.of(named ? Reason.PASSTHROUGH_UNKNOWN_HOST : Reason.POD_IP_CALL);
    }

    /// A Sidecar object says whom workloads of a namespace may know. Who calls a Service by its right name, and is led
    /// past the mesh all the same, was not told of it.
    private boolean isScoped(String namespace) {
        return mesh.objects().keySet().stream()
                .filter(key -> key.kind().equals("Sidecar"))
                .anyMatch(key ->
                        key.namespace().equals(namespace)
                                || key.namespace().equals(mesh.mesh().rootNamespace()));
    }

    private boolean isNameOf(String host, String address, String namespace) {
        String name = host.replaceFirst(":\\d+$", "");
        return mesh.services().values().stream()
                .filter(service -> service.addresses().contains(address))
                .anyMatch(service ->
                        service.host().equals(name)
                                || (name.indexOf('.') > 0 && service.host().startsWith(name + "."))
                                || (service.namespace().equals(namespace)
                                        && service.name().equals(name)));
    }

    /// With or without a port.
    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+(:[0-9]+)?");
    }

    private boolean speaksOtherTls(String host) {
        Service service = mesh.services().get(host);
        return service != null
                && mesh.destinationRules().stream()
                        .filter(rule ->
                                Hosts.covers(
                                        Hosts.fqdn(
                                                rule.host(),
                                                rule.namespace(),
                                                mesh.mesh().domain()),
                                        host))
                        .flatMap(Reasons::tls)
                        .anyMatch(tls -> !tls.mode().equals(ClientTls.ISTIO_MUTUAL));
    }

    private static Stream<ClientTls> tls(DestinationRule rule) {
        return Stream.concat(
                        Stream.of(rule.trafficPolicy()),
                        rule.subsets().stream().map(subset -> subset.trafficPolicy()))
                .flatMap(Reasons::tls);
    }

    private static Stream<ClientTls> tls(TrafficPolicy policy) {
        return Stream.concat(
                Stream.ofNullable(policy.tls()),
                policy.ports().values().stream().flatMap(own -> Stream.ofNullable(own.tls())));
    }
}
