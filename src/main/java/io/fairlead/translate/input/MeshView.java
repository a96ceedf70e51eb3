package io.fairlead.translate.input;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.route.HttpMatch;
import io.fairlead.model.route.HttpRoute;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A snapshot arranged for translation: made once for each snapshot and read by all classes of proxies.
///
/// @param byPort services that have a port of the number, in order of their hosts
/// @param byNamespace services of a namespace, in order of their hosts
/// @param aliases services of type ExternalName, by the host that they stand for
/// @param exactRules DestinationRules by host, oldest first
/// @param wildcardRules DestinationRules whose host starts with a wildcard, oldest first
/// @param peers PeerAuthentications by namespace, oldest first
/// @param labelsAsked labels of clients that some rule asks for
public record MeshView(
        MeshSnapshot snapshot,
        Map<Integer, List<Service>> byPort,
        Map<String, List<Service>> byNamespace,
        Map<String, List<Service>> aliases,
        Map<String, List<DestinationRule>> exactRules,
        List<DestinationRule> wildcardRules,
        Map<String, List<PeerAuthentication>> peers,
        Set<String> labelsAsked) {

    private static final MeshView NOTHING =
            new MeshView(
                    MeshSnapshot.EMPTY,
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    List.of(),
                    Map.of(),
                    Set.of());

    /// Arranges a snapshot.
    public static MeshView of(MeshSnapshot snapshot) {
        return NOTHING.next(snapshot);
    }

    /// Arranges the snapshot after this one. What is the same there stays as it is.
    @SuppressWarnings("ReferenceEquality") // What did not change is the same object.
    public MeshView next(MeshSnapshot next) {
        boolean sameMesh = next.mesh().equals(snapshot.mesh());
        boolean sameServices = next.services() == snapshot.services();
        boolean sameRules = sameMesh && next.destinationRules() == snapshot.destinationRules();
        boolean sameRoutes = next.virtualServices() == snapshot.virtualServices();
        boolean samePeers = next.peerAuthentications() == snapshot.peerAuthentications();
        Services services =
                sameServices ? new Services(byPort, byNamespace, aliases) : Services.of(next);
        Map<String, List<DestinationRule>> exact = sameRules ? exactRules : new HashMap<>();
        List<DestinationRule> wildcards = sameRules ? wildcardRules : new ArrayList<>();
        if (!sameRules) {
            addRules(next, exact, wildcards);
        }
        Map<String, List<PeerAuthentication>> policies = samePeers ? peers : new HashMap<>();
        if (!samePeers) {
            next.peerAuthentications().forEach(policy -> add(policies, policy.namespace(), policy));
        }
        return new MeshView(
                next,
                services.byPort(),
                services.byNamespace(),
                services.aliases(),
                exact,
                wildcards,
                policies,
                sameRules && sameRoutes ? labelsAsked : labelsAsked(next));
    }

    private record Services(
            Map<Integer, List<Service>> byPort,
            Map<String, List<Service>> byNamespace,
            Map<String, List<Service>> aliases) {

        static Services of(MeshSnapshot snapshot) {
            Services found = new Services(new HashMap<>(), new HashMap<>(), new HashMap<>());
            for (Service service : snapshot.services().values()) {
                if (service.type() == Service.Type.EXTERNAL_NAME) {
                    add(found.aliases, service.externalName(), service);
                    continue;
                }
                add(found.byNamespace, service.namespace(), service);
                service.ports().stream()
                        .map(ServicePort::number)
                        .distinct()
                        .forEach(port -> add(found.byPort, port, service));
            }
            return found;
        }
    }

    private static void addRules(
            MeshSnapshot snapshot,
            Map<String, List<DestinationRule>> exact,
            List<DestinationRule> wildcards) {
        for (DestinationRule rule : snapshot.destinationRules()) {
            String host = Hosts.fqdn(rule.host(), rule.namespace(), snapshot.mesh().domain());
            if (host.startsWith("*")) {
                wildcards.add(rule);
            } else {
                add(exact, host, rule);
            }
        }
    }

    private static <K, V> void add(Map<K, List<V>> map, K key, V value) {
        map.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }

    private static Set<String> labelsAsked(MeshSnapshot snapshot) {
        Set<String> asked = new HashSet<>();
        for (VirtualService virtualService : snapshot.virtualServices()) {
            for (HttpRoute route : virtualService.http()) {
                for (HttpMatch match : route.match()) {
                    asked.addAll(match.sourceLabels().keySet());
                }
            }
        }
        snapshot.destinationRules().forEach(rule -> asked.addAll(rule.workloadSelector().keySet()));
        snapshot.telemetries().forEach(telemetry -> asked.addAll(telemetry.selector().keySet()));
        return asked;
    }
}
