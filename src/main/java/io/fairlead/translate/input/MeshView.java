package io.fairlead.translate.input;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.route.Hosts;
import io.fairlead.model.route.HttpMatch;
import io.fairlead.model.route.HttpRoute;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// A snapshot arranged for translation: made once for each snapshot and read by all classes of proxies.
///
/// @param byPort services that have a port of the number, in order of their hosts
/// @param byNamespace services of a namespace, in order of their hosts; not those of entries, which have no pods
/// @param aliases services of type ExternalName, by the host that they stand for
/// @param exactRules DestinationRules by host, oldest first
/// @param wildcardRules DestinationRules whose host starts with a wildcard, oldest first
/// @param exactRoutes VirtualServices by host, oldest first; those with a wildcard by that
/// @param wildcardRoutes hosts of VirtualServices that start with a wildcard, the longest first
/// @param contest hosts that can't be translated alone
/// @param peers PeerAuthentications by namespace, oldest first, and how far clients have followed them
/// @param labelsAsked labels of clients that some rule asks for
/// @param gateways oldest first
public record MeshView(
        MeshSnapshot snapshot,
        Map<Integer, List<Service>> byPort,
        Map<String, List<Service>> byNamespace,
        Map<String, List<Service>> aliases,
        Map<String, List<DestinationRule>> exactRules,
        List<DestinationRule> wildcardRules,
        Map<String, List<VirtualService>> exactRoutes,
        List<String> wildcardRoutes,
        Contest contest,
        Peers peers,
        Set<String> labelsAsked,
        List<Gateway> gateways) {

    private static final MeshView NOTHING =
            new MeshView(
                    MeshSnapshot.EMPTY,
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    List.of(),
                    Map.of(),
                    List.of(),
                    Contest.NONE,
                    Peers.of(Handover.settled(List.of())),
                    Set.of(),
                    List.of());

    /// Arranges a snapshot.
    public static MeshView of(MeshSnapshot snapshot) {
        return NOTHING.next(snapshot);
    }

    /// Arranges the snapshot after this one, as it is when all have followed its policies.
    public MeshView next(MeshSnapshot next) {
        return next(next, Handover.settled(next.peerAuthentications()));
    }

    /// Arranges the snapshot after this one. What is the same there stays as it is.
    ///
    /// @param handover how far clients have followed the policies of the snapshot
    @SuppressWarnings("ReferenceEquality") // What did not change is the same object.
    public MeshView next(MeshSnapshot next, Handover handover) {
        boolean sameMesh = next.mesh().equals(snapshot.mesh());
        boolean sameServices = next.services() == snapshot.services();
        boolean sameRules = sameMesh && next.destinationRules() == snapshot.destinationRules();
        boolean sameRoutes = sameMesh && next.virtualServices() == snapshot.virtualServices();
        Services services =
                sameServices ? new Services(byPort, byNamespace, aliases) : Services.of(next);
        Map<String, List<DestinationRule>> exact = sameRules ? exactRules : new HashMap<>();
        List<DestinationRule> wildcards = sameRules ? wildcardRules : new ArrayList<>();
        if (!sameRules) {
            addRules(next, exact, wildcards);
        }
        Map<String, List<VirtualService>> routes = sameRoutes ? exactRoutes : new HashMap<>();
        List<String> wildcardHosts = sameRoutes ? wildcardRoutes : new ArrayList<>();
        if (!sameRoutes) {
            addRoutes(next, routes, wildcardHosts);
        }
        return new MeshView(
                next,
                services.byPort(),
                services.byNamespace(),
                services.aliases(),
                exact,
                wildcards,
                routes,
                wildcardHosts,
                sameServices && sameRoutes ? contest : contest.next(next, sameServices),
                peers.handover().equals(handover) ? peers : Peers.of(handover),
                sameRules && sameRoutes ? labelsAsked : labelsAsked(next),
                gateways(next));
    }

    /// PeerAuthentications by namespace: those that are wanted, and those by which clients act or may still act.
    record Peers(
            Handover handover,
            Map<String, List<PeerAuthentication>> wanted,
            Map<String, List<PeerAuthentication>> told,
            Map<String, List<PeerAuthentication>> former) {

        static Peers of(Handover handover) {
            Map<String, List<PeerAuthentication>> wanted = byNamespace(handover.wanted());
            return handover.isSettled()
                    ? new Peers(handover, wanted, wanted, wanted)
                    : new Peers(
                            handover,
                            wanted,
                            byNamespace(handover.told()),
                            byNamespace(handover.former()));
        }

        private static Map<String, List<PeerAuthentication>> byNamespace(
                List<PeerAuthentication> policies) {
            Map<String, List<PeerAuthentication>> found = new HashMap<>();
            policies.forEach(policy -> add(found, policy.namespace(), policy));
            return found;
        }
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
                if (!service.isEntry()) {
                    add(found.byNamespace, service.namespace(), service);
                }
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

    private static void addRoutes(
            MeshSnapshot snapshot,
            Map<String, List<VirtualService>> byHost,
            List<String> wildcards) {
        for (VirtualService rule : snapshot.virtualServices()) {
            rule.hosts().stream()
                    .map(host -> Hosts.fqdn(host, rule.namespace(), snapshot.mesh().domain()))
                    .distinct()
                    .forEach(host -> add(byHost, host, rule));
        }
        byHost.keySet().stream()
                .filter(host -> host.startsWith("*"))
                .sorted(
                        Comparator.comparingInt(String::length)
                                .reversed()
                                .thenComparing(Comparator.naturalOrder()))
                .forEach(wildcards::add);
    }

    /// VirtualServices that name a host: those with exactly this name, then wildcards that cover it, the longest first;
    /// each oldest first.
    List<VirtualService> routesTo(String host) {
        List<VirtualService> exact = exactRoutes.getOrDefault(host, List.of());
        if (wildcardRoutes.isEmpty()) {
            return exact;
        }
        List<VirtualService> found = new ArrayList<>(exact);
        for (String wildcard : wildcardRoutes) {
            if (!wildcard.equals(host) && Hosts.covers(wildcard, host)) {
                exactRoutes.getOrDefault(wildcard, List.of()).stream()
                        .filter(Predicate.not(found::contains))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static <K, V> void add(Map<K, List<V>> map, K key, V value) {
        map.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }

    private static List<Gateway> gateways(MeshSnapshot snapshot) {
        ObjectKey from = new ObjectKey("", "Gateway", "", "");
        ObjectKey to = new ObjectKey("", "Gateway\0", "", "");
        return snapshot.objects().subMap(from, to).values().stream()
                .filter(Gateway.class::isInstance)
                .map(Gateway.class::cast)
                .sorted(MeshObject.OLDEST_FIRST)
                .toList();
    }

    private static Set<String> labelsAsked(MeshSnapshot snapshot) {
        Set<String> asked = new HashSet<>();
        for (VirtualService virtualService : snapshot.virtualServices()) {
            virtualService
                    .opaqueMatches()
                    .forEach(match -> asked.addAll(match.sourceLabels().keySet()));
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
