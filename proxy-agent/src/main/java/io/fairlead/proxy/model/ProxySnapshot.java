package io.fairlead.proxy.model;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/// Everything that the data plane may use at one moment, complete: each named route table and each cluster that a
/// listener or route of this snapshot points at is either in here or known not to exist.
///
/// @param version grows by one with each snapshot that differs from the one before
/// @param listeners by name
/// @param routes named route tables (RDS) by name; inline ones live in their [HttpConnection]
/// @param clusters by name
/// @param endpoints by name for clusters whose discovery is [Discovery.Eds]; by that of the cluster where it is
///     [Discovery.LookedUp]
public record ProxySnapshot(
        long version,
        Map<String, Listener> listeners,
        Map<String, RouteTable> routes,
        Map<String, Cluster> clusters,
        Map<String, Endpoints> endpoints) {

    /// The snapshot of a proxy that has not been told anything.
    public static final ProxySnapshot EMPTY =
            new ProxySnapshot(0, Map.of(), Map.of(), Map.of(), Map.of());

    public ProxySnapshot {
        listeners = Map.copyOf(listeners);
        routes = Map.copyOf(routes);
        clusters = Map.copyOf(clusters);
        endpoints = Map.copyOf(endpoints);
    }

    /// The named route table.
    public Optional<RouteTable> route(String name) {
        return Optional.ofNullable(routes.get(name));
    }

    /// The named cluster.
    public Optional<Cluster> cluster(String name) {
        return Optional.ofNullable(clusters.get(name));
    }

    /// Where the hosts of a cluster are, whatever its discovery: EDS by name, or what stands in the cluster.
    public Endpoints endpointsOf(Cluster cluster) {
        return switch (cluster.discovery()) {
            case Discovery.Eds(var service) ->
                    endpoints.getOrDefault(service, Endpoints.none(service));
            case Discovery.Static(var inline) -> inline;
            case Discovery.LookedUp _ ->
                    endpoints.getOrDefault(cluster.name(), Endpoints.none(cluster.name()));
            case Discovery.OriginalDst _ -> Endpoints.none(cluster.name());
        };
    }

    /// Where the first healthy host of a cluster is, or else the first one.
    public Optional<Address> addressOf(String cluster) {
        return cluster(cluster)
                .flatMap(of ->
                        endpointsOf(of).localities().stream()
                                .flatMap(locality -> locality.hosts().stream())
                                .min(Comparator.comparing(Host::health))
                                .map(Host::address));
    }

    /// A copy with other listeners and the next version.
    public ProxySnapshot withListeners(Map<String, Listener> next) {
        return new ProxySnapshot(version + 1, next, routes, clusters, endpoints);
    }

    /// A copy with other route tables and the next version.
    public ProxySnapshot withRoutes(Map<String, RouteTable> next) {
        return new ProxySnapshot(version + 1, listeners, next, clusters, endpoints);
    }

    /// A copy with other clusters and the next version.
    public ProxySnapshot withClusters(Map<String, Cluster> next) {
        return new ProxySnapshot(version + 1, listeners, routes, next, endpoints);
    }

    /// A copy with other endpoints and the next version.
    public ProxySnapshot withEndpoints(Map<String, Endpoints> next) {
        return new ProxySnapshot(version + 1, listeners, routes, clusters, next);
    }
}
