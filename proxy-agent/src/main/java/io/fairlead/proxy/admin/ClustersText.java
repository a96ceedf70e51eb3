package io.fairlead.proxy.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.fairlead.proxy.model.CircuitLimits;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Endpoints.LocalityHosts;
import io.fairlead.proxy.model.Host;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.xds.view.JsonParts;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/// `/clusters`: each cluster, its limits and its hosts.
final class ClustersText {
    private ClustersText() {}

    /// A part for each cluster.
    static Iterator<String> text(ProxySnapshot snapshot) {
        return sorted(snapshot).stream().map(cluster -> text(snapshot, cluster)).iterator();
    }

    private static String text(ProxySnapshot snapshot, Cluster cluster) {
        StringBuilder out = new StringBuilder();
        String name = cluster.name();
        line(out, name, "observability_name", name);
        CircuitLimits limits = cluster.limits();
        line(out, name, "default_priority::max_connections", limits.connectionsMax());
        line(out, name, "default_priority::max_pending_requests", limits.pendingRequestsMax());
        line(out, name, "default_priority::max_requests", limits.requestsMax());
        line(out, name, "default_priority::max_retries", limits.retriesMax());
        for (LocalityHosts locality : snapshot.endpointsOf(cluster).localities()) {
            locality.hosts().forEach(host -> host(out, name, locality, host));
        }
        return out.toString();
    }

    private static void host(StringBuilder out, String cluster, LocalityHosts locality, Host host) {
        String at = cluster + "::" + host.address();
        line(out, at, "health_flags", health(host));
        line(out, at, "weight", host.weight());
        line(out, at, "region", locality.locality().region());
        line(out, at, "zone", locality.locality().zone());
        line(out, at, "sub_zone", locality.locality().subzone());
        line(out, at, "hostname", host.hostname());
        line(out, at, "priority", locality.priority());
    }

    private static void line(StringBuilder out, String of, String what, Object value) {
        out.append(of).append("::").append(what).append("::").append(value).append('\n');
    }

    private static String health(Host host) {
        return switch (host.health()) {
            case HEALTHY -> "healthy";
            case DEGRADED -> "/eds_status_degraded";
            case UNHEALTHY -> "/failed_eds_health";
            case DRAINING -> "/eds_status_draining";
        };
    }

    /// A part for each cluster.
    static Iterator<String> json(ProxySnapshot snapshot) {
        return JsonParts.object(
                "",
                "cluster_statuses",
                JsonParts.ones(sorted(snapshot).stream().map(cluster -> json(snapshot, cluster))));
    }

    private static String json(ProxySnapshot snapshot, Cluster cluster) {
        JsonArray hosts = new JsonArray();
        for (LocalityHosts locality : snapshot.endpointsOf(cluster).localities()) {
            locality.hosts().forEach(host -> hosts.add(host(locality, host)));
        }
        JsonObject status = new JsonObject();
        status.addProperty("name", cluster.name());
        status.addProperty("added_via_api", true);
        status.add("host_statuses", hosts);
        return status.toString();
    }

    private static JsonObject host(LocalityHosts locality, Host host) {
        JsonObject socket = new JsonObject();
        socket.addProperty("address", host.address().host());
        socket.addProperty("port_value", host.address().port());
        JsonObject address = new JsonObject();
        address.add("socket_address", socket);
        JsonObject health = new JsonObject();
        health.addProperty("eds_health_status", host.health().name());
        JsonObject status = new JsonObject();
        status.add("address", address);
        status.add("health_status", health);
        status.addProperty("weight", host.weight());
        status.addProperty("priority", locality.priority());
        return status;
    }

    private static List<Cluster> sorted(ProxySnapshot snapshot) {
        return snapshot.clusters().values().stream()
                .sorted(Comparator.comparing(Cluster::name))
                .toList();
    }
}
