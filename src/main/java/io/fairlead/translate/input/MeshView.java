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

    /// Arranges a snapshot.
    public static MeshView of(MeshSnapshot snapshot) {
        Map<Integer, List<Service>> byPort = new HashMap<>();
        Map<String, List<Service>> byNamespace = new HashMap<>();
        Map<String, List<Service>> aliases = new HashMap<>();
        for (Service service : snapshot.services().values()) {
            if (service.type() == Service.Type.EXTERNAL_NAME) {
                add(aliases, service.externalName(), service);
                continue;
            }
            add(byNamespace, service.namespace(), service);
            service.ports().stream()
                    .map(ServicePort::number)
                    .distinct()
                    .forEach(port -> add(byPort, port, service));
        }
        Map<String, List<DestinationRule>> exact = new HashMap<>();
        List<DestinationRule> wildcards = new ArrayList<>();
        for (DestinationRule rule : snapshot.destinationRules()) {
            String host = Hosts.fqdn(rule.host(), rule.namespace(), snapshot.mesh().domain());
            if (host.startsWith("*")) {
                wildcards.add(rule);
            } else {
                add(exact, host, rule);
            }
        }
        Map<String, List<PeerAuthentication>> peers = new HashMap<>();
        snapshot.peerAuthentications().forEach(policy -> add(peers, policy.namespace(), policy));
        return new MeshView(
                snapshot,
                byPort,
                byNamespace,
                aliases,
                exact,
                wildcards,
                peers,
                labelsAsked(snapshot));
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
        return asked;
    }
}
