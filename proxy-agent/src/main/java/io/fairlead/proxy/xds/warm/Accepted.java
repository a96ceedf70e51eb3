package io.fairlead.proxy.xds.warm;

import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.RouteTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Everything that the control plane has sent and that was accepted.
///
/// @param routes those whose virtual hosts are all there
/// @param hostless names of route tables whose virtual hosts have not come yet
/// @param secrets names of those that are there
/// @param clustersKnown the control plane has answered about clusters at least once
/// @param listenersKnown the control plane has answered about listeners at least once
public record Accepted(
        Map<String, Listener> listeners,
        Map<String, RouteTable> routes,
        Set<String> hostless,
        Map<String, Cluster> clusters,
        Map<String, Endpoints> endpoints,
        Set<String> secrets,
        boolean clustersKnown,
        boolean listenersKnown) {

    public Accepted {
        listeners = Map.copyOf(listeners);
        routes = Map.copyOf(routes);
        hostless = Set.copyOf(hostless);
        clusters = Map.copyOf(clusters);
        endpoints = Map.copyOf(endpoints);
        secrets = Set.copyOf(secrets);
    }

    /// The same with endpoints that the control plane named, and that were looked up meanwhile.
    ///
    /// @param found by name of the cluster
    public Accepted withLookedUp(Map<String, Endpoints> found) {
        if (found.isEmpty()) {
            return this;
        }
        Map<String, Endpoints> all = new HashMap<>(endpoints);
        all.putAll(found);
        return new Accepted(
                listeners, routes, hostless, clusters, all, secrets, clustersKnown, listenersKnown);
    }
}
