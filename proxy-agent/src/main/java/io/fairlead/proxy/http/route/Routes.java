package io.fairlead.proxy.http.route;

import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.VirtualHost;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A route table in the form that decisions are made from. Compile it when configuration changes, then ask it for every
/// request.
public final class Routes {
    /// The table that has no route.
    public static final Routes NONE = compile(RouteTable.of("", List.of()));

    private final RouteTable table;
    private final HostIndex<RouteEntry[]> hosts;
    private final List<RouteEntry> entries;

    private Routes(RouteTable table, HostIndex<RouteEntry[]> hosts, List<RouteEntry> entries) {
        this.table = table;
        this.hosts = hosts;
        this.entries = entries;
    }

    /// Compiles a table.
    public static Routes compile(RouteTable table) {
        List<RouteEntry> all = new ArrayList<>();
        IdentityHashMap<VirtualHost, RouteEntry[]> byHost = new IdentityHashMap<>();
        for (VirtualHost host : table.virtualHosts()) {
            List<RouteEntry> routes = new ArrayList<>();
            for (Route route : host.routes()) {
                RouteEntry entry = RouteEntry.of(all.size(), table, host, route);
                routes.add(entry);
                all.add(entry);
            }
            byHost.put(host, routes.toArray(RouteEntry[]::new));
        }
        return new Routes(table, new HostIndex<>(table, byHost), List.copyOf(all));
    }

    /// What it was compiled from.
    public RouteTable table() {
        return table;
    }

    /// All routes; the place of each is its [RouteEntry#index].
    public List<RouteEntry> entries() {
        return entries;
    }

    /// The first route that the request meets in the virtual host of its authority; null when there is none.
    ///
    /// @param random a fresh random number for each request; the same one is given to [ClusterPicker#pick]
    public @Nullable RouteEntry match(RequestView request, long random) {
        RouteEntry[] routes = hosts.find(request.authority());
        if (routes == null) {
            return null;
        }
        for (RouteEntry entry : routes) {
            if (Conditions.hold(entry.route().match(), request, random)) {
                return entry;
            }
        }
        return null;
    }
}
