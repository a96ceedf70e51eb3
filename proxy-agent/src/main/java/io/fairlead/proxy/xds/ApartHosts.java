package io.fairlead.proxy.xds;

import io.fairlead.proxy.model.Problem;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.RouteTable.HostSource;
import io.fairlead.proxy.model.VirtualHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Virtual hosts that came as resources of their own, by the route table that they are part of. Belongs to one event
/// loop.
///
/// A table can be used from when its `table/*` has come: the control plane sends it last, so nobody meets a table that
/// lacks hosts which are still on their way.
final class ApartHosts {
    private static final String LAST = "/*";

    private final Map<String, OfTable> tables = new HashMap<>();
    private final Set<String> waitedEnough = new HashSet<>();

    private static final class OfTable {
        /// The one that was taken last comes last.
        private final Map<String, VirtualHost> hosts = new LinkedHashMap<>();

        private final Map<String, String> ownerOfDomain = new HashMap<>();
        private @Nullable RouteTable base;
        private @Nullable RouteTable whole;
    }

    /// The table that a host is part of; empty when its name names none.
    static String tableOf(String host) {
        int slash = host.indexOf('/');
        return slash < 0 ? "" : host.substring(0, slash);
    }

    /// What is wrong with a host by its name and its neighbours; null when nothing is.
    ///
    /// @param resource its name as a resource
    /// @param together names of hosts that were taken from the same response
    @Nullable Problem refusal(String resource, VirtualHost host, Set<String> together) {
        String table = tableOf(host.name());
        if (table.isEmpty() || !host.name().equals(resource)) {
            return error(
                    resource,
                    "name",
                    "is '%s'; it must be the name of the resource, 'table/host', or nothing could remove it"
                            .formatted(host.name()));
        }
        OfTable of = tables.get(table);
        if (of == null) {
            return null;
        }
        for (String domain : host.domains()) {
            String owner = of.ownerOfDomain.get(domain);
            if (owner != null && !owner.equals(host.name()) && together.contains(owner)) {
                return error(
                        resource,
                        "domains",
                        "domain '%s' stands in virtual host '%s' too".formatted(domain, owner));
            }
        }
        return null;
    }

    private static Problem error(String resource, String where, String what) {
        return new Problem(Problem.Severity.ERROR, resource, where, what);
    }

    /// A host is as it is now. A domain that another one had goes over to it: that one is about to lose it.
    void put(VirtualHost host) {
        OfTable of = tables.computeIfAbsent(tableOf(host.name()), _ -> new OfTable());
        drop(of, host.name());
        of.hosts.put(host.name(), host);
        if (isLast(host.name())) {
            waitedEnough.remove(tableOf(host.name()));
        }
        host.domains().forEach(domain -> of.ownerOfDomain.put(domain, host.name()));
    }

    void remove(String name) {
        OfTable of = tables.get(tableOf(name));
        if (of != null) {
            drop(of, name);
            if (of.hosts.isEmpty()) {
                tables.remove(tableOf(name));
            }
        }
    }

    private static boolean isLast(String name) {
        return name.equals(tableOf(name) + LAST);
    }

    private static void drop(OfTable of, String name) {
        VirtualHost gone = of.hosts.remove(name);
        if (gone != null) {
            gone.domains().forEach(domain -> of.ownerOfDomain.remove(domain, name));
        }
        of.whole = null;
    }

    void clear() {
        tables.clear();
        waitedEnough.clear();
    }

    /// The rest of a table's hosts does not come.
    void waitedEnough(String table) {
        waitedEnough.add(table);
    }

    /// The table with all its hosts; null while they have not come.
    @Nullable RouteTable whole(RouteTable table) {
        return switch (table.hosts()) {
            case HostSource.Here _ -> table;
            case HostSource.Apart _ -> merged(table);
        };
    }

    private @Nullable RouteTable merged(RouteTable table) {
        OfTable of = tables.get(table.name());
        boolean complete = of != null && of.hosts.containsKey(table.name() + LAST);
        if (!complete && !waitedEnough.contains(table.name())) {
            return null;
        }
        if (of == null) {
            return table;
        }
        RouteTable known = of.whole;
        if (known == null || !table.equals(of.base)) {
            // Of hosts with the same domain the first one counts: the one that came last.
            List<VirtualHost> all = new ArrayList<>(of.hosts.values()).reversed();
            List<VirtualHost> hosts = new ArrayList<>(table.virtualHosts());
            hosts.addAll(all);
            known = table.withVirtualHosts(hosts);
            of.base = table;
            of.whole = known;
        }
        return known;
    }
}
