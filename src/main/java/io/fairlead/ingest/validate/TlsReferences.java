package io.fairlead.ingest.validate;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Service;
import io.fairlead.model.policy.MtlsMode;
import io.fairlead.model.policy.Subset;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.model.policy.TrafficPolicy.ClientTls;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.service.Protocol;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Holds the TLS that one DestinationRule makes clients speak against what the servers accept.
record TlsReferences(
        MeshSnapshot mesh, Map<String, List<DestinationRule>> rulesByHost, Findings findings) {

    /// Ports of one service.
    private record Ports(String host, List<ServicePort> ports) {}

    void check(DestinationRule rule) {
        String host = Hosts.fqdn(rule.host(), rule.namespace(), mesh.mesh().domain());
        for (Service service : mesh.services().values()) {
            boolean meant =
                    service.host().equals(host)
                            || (Hosts.covers(host, service.host())
                                    && !rulesByHost.containsKey(service.host()));
            // The first conflict is enough to go by.
            if (meant && conflicts(rule, service)) {
                return;
            }
        }
    }

    private boolean conflicts(DestinationRule rule, Service service) {
        int before = findings.all().size();
        List<Server> servers =
                Server.behind(service, mesh).stream().filter(Server::meshed).toList();
        policy(rule.trafficPolicy(), "spec.trafficPolicy", service, servers);
        for (int i = 0; i < rule.subsets().size(); i++) {
            Subset subset = rule.subsets().get(i);
            policy(
                    subset.trafficPolicy(),
                    "spec.subsets[" + i + "].trafficPolicy",
                    service,
                    servers.stream().filter(server -> server.has(subset.labels())).toList());
        }
        return findings.all().size() > before;
    }

    private void policy(TrafficPolicy policy, String field, Service service, List<Server> servers) {
        List<ServicePort> general =
                service.ports().stream()
                        .filter(port -> !policy.ports().containsKey(port.number()))
                        .toList();
        tls(policy.tls(), field + ".tls", new Ports(service.host(), general), servers);
        for (Map.Entry<Integer, TrafficPolicy> port : policy.ports().entrySet()) {
            tls(
                    port.getValue().tls(),
                    field + ".portLevelSettings",
                    new Ports(service.host(), service.port(port.getKey()).stream().toList()),
                    servers);
        }
    }

    private void tls(@Nullable ClientTls tls, String field, Ports ports, List<Server> servers) {
        if (tls == null) {
            return;
        }
        boolean ofMesh = tls.mode().equals(ClientTls.ISTIO_MUTUAL);
        MtlsMode refusing = ofMesh ? MtlsMode.DISABLE : MtlsMode.STRICT;
        for (ServicePort port : ports.ports()) {
            for (Server server : servers) {
                Optional<Integer> target = server.target(port);
                if (port.protocol() == Protocol.UDP || target.isEmpty()) {
                    continue;
                }
                Optional<PeerAuthentication> decider = refuses(server, target.get(), refusing);
                if (decider.isPresent()) {
                    conflict(tls.mode(), field, ports.host() + ":" + port.number(), decider.get());
                    return;
                }
            }
        }
    }

    /// The policy by which a port of a server has a mode; empty when it has another.
    private Optional<PeerAuthentication> refuses(Server server, int port, MtlsMode mode) {
        List<PeerAuthentication> deciders =
                PeerAuthentication.deciders(
                        mesh.peerAuthentications(),
                        mesh.mesh().rootNamespace(),
                        server.namespace(),
                        server.labels());
        MtlsMode actual =
                PeerAuthentication.modes(
                                mesh.peerAuthentications(),
                                mesh.mesh().rootNamespace(),
                                server.namespace(),
                                server.labels())
                        .of(port);
        return actual == mode
                ? deciders.reversed().stream().filter(policy -> policy.decides(port)).findFirst()
                : Optional.empty();
    }

    private void conflict(String mode, String field, String address, PeerAuthentication decider) {
        Origin origin = mesh.origin(decider.key());
        boolean ofMesh = mode.equals(ClientTls.ISTIO_MUTUAL);
        findings.warning(
                "tls-conflict",
                field,
                new Told(
                        "clients speak %s to %s, and its servers %s by %s at %s:%d"
                                .formatted(
                                        mode,
                                        address,
                                        ofMesh ? "take clear text only" : "take mutual TLS only",
                                        decider.key(),
                                        origin.file(),
                                        origin.line()),
                        "clients of a DestinationRule speak what its servers accept; requests get 503",
                        ofMesh
                                ? "remove tls here, or DISABLE there"
                                : "write mode: ISTIO_MUTUAL, or drop tls: mutual TLS is the default"));
    }
}
