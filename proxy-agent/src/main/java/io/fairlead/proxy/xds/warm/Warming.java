package io.fairlead.proxy.xds.warm;

import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.model.RouteTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Makes the next snapshot: make before break.
///
/// @param next equals the one before, version included, when nothing changed
/// @param waiting names of what is not used yet, and for what it waits
/// @param lingering clusters that are gone but that a route or listener in use still names; they stay until the shell
///     says that waiting has been long enough
public record Warming(ProxySnapshot next, Set<String> waiting, Set<String> lingering) {

    public Warming {
        waiting = Set.copyOf(waiting);
        lingering = Set.copyOf(lingering);
    }

    /// Everything that was received is in use, and clusters and listeners have been received.
    ///
    /// @param accepted what `next` was made from
    public boolean isComplete(Accepted accepted) {
        return accepted.clustersKnown() && accepted.listenersKnown() && waiting.isEmpty();
    }

    /// @param patient wait for what is missing; else use what there is: a cluster without endpoints has none, and a
    ///     removed cluster is gone
    public static Warming of(ProxySnapshot before, Accepted accepted, boolean patient) {
        Set<String> waiting = new TreeSet<>();
        Map<String, Cluster> clusters = clusters(before, accepted, patient, waiting);
        Map<String, RouteTable> routes = routes(before, accepted, clusters.keySet(), waiting);
        Map<String, Listener> listeners =
                listeners(before, accepted, clusters.keySet(), routes.keySet(), waiting);
        if (patient) {
            holdForSecrets(before, accepted, listeners, waiting);
        }
        Set<String> lingering = patient ? lingering(before, clusters, routes, listeners) : Set.of();
        lingering.forEach(name -> clusters.put(name, clusterOf(before, name)));
        Map<String, Endpoints> endpoints = endpoints(before, accepted, clusters);
        ProxySnapshot same =
                new ProxySnapshot(before.version(), listeners, routes, clusters, endpoints);
        ProxySnapshot next =
                same.equals(before)
                        ? before
                        : new ProxySnapshot(
                                before.version() + 1, listeners, routes, clusters, endpoints);
        return new Warming(next, waiting, lingering);
    }

    private static Map<String, Cluster> clusters(
            ProxySnapshot before, Accepted accepted, boolean patient, Set<String> waiting) {
        Map<String, Cluster> warm = new HashMap<>();
        accepted.clusters()
                .forEach((name, cluster) -> {
                    Set<String> secrets = References.secretNames(cluster);
                    secrets.removeAll(accepted.secrets());
                    String service = References.endpointsOf(cluster);
                    boolean homeless =
                            service != null
                                    && !accepted.endpoints().containsKey(service)
                                    && !before.endpoints().containsKey(service);
                    if ((!homeless && secrets.isEmpty()) || !patient) {
                        warm.put(name, cluster);
                        return;
                    }
                    waiting.add(
                            "cluster %s waits for %s"
                                    .formatted(
                                            name,
                                            homeless
                                                    ? "endpoints"
                                                    : "secrets " + String.join(", ", secrets)));
                    Cluster old = before.clusters().get(name);
                    if (old != null) {
                        warm.put(name, old);
                    }
                });
        return warm;
    }

    private static Map<String, RouteTable> routes(
            ProxySnapshot before, Accepted accepted, Set<String> warm, Set<String> waiting) {
        Map<String, RouteTable> usable = new HashMap<>();
        Set<String> cold = new HashSet<>(accepted.clusters().keySet());
        cold.removeAll(warm);
        Set<String> needed = References.routeNames(accepted.listeners().values());
        needed.addAll(References.routeNames(before.listeners().values()));
        for (String name : needed) {
            RouteTable table = accepted.routes().get(name);
            RouteTable old = before.routes().get(name);
            boolean waits = table == null || intersects(References.clusterNames(table), cold);
            if (waits && table != null) {
                waiting.add("routes " + name + " wait for clusters");
            }
            if (accepted.hostless().contains(name)) {
                waiting.add("routes " + name + " wait for virtual hosts");
            }
            RouteTable chosen = waits ? old : table;
            if (chosen != null) {
                usable.put(name, chosen);
            }
        }
        return usable;
    }

    private static Map<String, Listener> listeners(
            ProxySnapshot before,
            Accepted accepted,
            Set<String> warm,
            Set<String> routes,
            Set<String> waiting) {
        Map<String, Listener> usable = new HashMap<>();
        Set<String> cold = new HashSet<>(accepted.clusters().keySet());
        cold.removeAll(warm);
        accepted.listeners()
                .forEach((name, listener) -> {
                    boolean waits =
                            !routes.containsAll(References.routeNames(listener))
                                    || intersects(References.clusterNames(listener), cold);
                    Listener old = before.listeners().get(name);
                    if (!waits) {
                        usable.put(name, listener);
                        return;
                    }
                    waiting.add("listener " + name + " waits for routes or clusters");
                    if (old != null && routes.containsAll(References.routeNames(old))) {
                        usable.put(name, old);
                    }
                });
        return usable;
    }

    /// A listener whose certificate is on its way would close connections; one that never gets it must not hold up the
    /// rest for ever.
    private static void holdForSecrets(
            ProxySnapshot before,
            Accepted accepted,
            Map<String, Listener> usable,
            Set<String> waiting) {
        for (Listener listener : List.copyOf(usable.values())) {
            Set<String> missing = References.secretNames(listener);
            missing.removeAll(accepted.secrets());
            Listener old = before.listeners().get(listener.name());
            if (missing.isEmpty() || listener.equals(old)) {
                continue;
            }
            waiting.add(
                    "listener %s waits for secrets %s"
                            .formatted(listener.name(), String.join(", ", missing)));
            if (old == null) {
                usable.remove(listener.name());
            } else {
                usable.put(listener.name(), old);
            }
        }
    }

    private static Set<String> lingering(
            ProxySnapshot before,
            Map<String, Cluster> clusters,
            Map<String, RouteTable> routes,
            Map<String, Listener> listeners) {
        Set<String> named = new HashSet<>();
        routes.values().forEach(table -> named.addAll(References.clusterNames(table)));
        listeners.values().forEach(listener -> named.addAll(References.clusterNames(listener)));
        named.retainAll(before.clusters().keySet());
        named.removeAll(clusters.keySet());
        return named;
    }

    private static Map<String, Endpoints> endpoints(
            ProxySnapshot before, Accepted accepted, Map<String, Cluster> clusters) {
        Map<String, Endpoints> used = new HashMap<>();
        for (Cluster cluster : clusters.values()) {
            String name = References.endpointsOf(cluster);
            if (name == null) {
                continue;
            }
            Endpoints found = accepted.endpoints().get(name);
            Endpoints chosen = found == null ? before.endpoints().get(name) : found;
            if (chosen != null) {
                used.put(name, chosen);
            }
        }
        return used;
    }

    private static Cluster clusterOf(ProxySnapshot snapshot, String name) {
        Cluster cluster = snapshot.clusters().get(name);
        if (cluster == null) {
            throw new IllegalStateException("cluster " + name + " lingers but was never there");
        }
        return cluster;
    }

    private static boolean intersects(Set<String> some, Set<String> others) {
        return !others.isEmpty() && some.stream().anyMatch(others::contains);
    }
}
