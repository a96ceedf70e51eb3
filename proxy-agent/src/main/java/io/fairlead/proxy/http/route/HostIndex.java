package io.fairlead.proxy.http.route;

import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.VirtualHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds the virtual host of a host header, in Envoy's order: the exact name, `*.suffix` with the longest suffix,
/// `prefix.*` with the longest prefix, `*`. A wildcard stands for at least one character.
final class HostIndex<V> {
    private final DomainTable<V> exact;
    private final List<Wildcards<V>> suffixes;
    private final List<Wildcards<V>> prefixes;
    private final @Nullable V fallback;
    private final boolean ignorePort;

    /// Wildcards whose fixed part has one length.
    private record Wildcards<V>(int length, DomainTable<V> table) {}

    HostIndex(RouteTable table, IdentityHashMap<VirtualHost, V> values) {
        List<DomainTable.Entry<V>> names = new ArrayList<>();
        Map<Integer, List<DomainTable.Entry<V>>> ends = new TreeMap<>(Comparator.reverseOrder());
        Map<Integer, List<DomainTable.Entry<V>>> starts = new TreeMap<>(Comparator.reverseOrder());
        V star = null;
        for (VirtualHost host : table.virtualHosts()) {
            V value = values.get(host);
            if (value == null) {
                throw new IllegalArgumentException("no value for virtual host " + host.name());
            }
            for (String domain : host.domains()) {
                if (domain.equals("*")) {
                    star = star == null ? value : star;
                } else if (domain.startsWith("*")) {
                    add(ends, domain.substring(1), value);
                } else if (domain.endsWith("*")) {
                    add(starts, domain.substring(0, domain.length() - 1), value);
                } else {
                    names.add(new DomainTable.Entry<>(domain, value));
                }
            }
        }
        this.exact = new DomainTable<>(names);
        this.suffixes = tables(ends);
        this.prefixes = tables(starts);
        this.fallback = star;
        this.ignorePort = table.ignorePortInHost();
    }

    private static <V> void add(
            Map<Integer, List<DomainTable.Entry<V>>> to, String fixed, V value) {
        to.computeIfAbsent(fixed.length(), _ -> new ArrayList<>())
                .add(new DomainTable.Entry<>(fixed, value));
    }

    private static <V> List<Wildcards<V>> tables(
            Map<Integer, List<DomainTable.Entry<V>>> byLength) {
        List<Wildcards<V>> tables = new ArrayList<>();
        byLength.forEach((length, entries) ->
                tables.add(new Wildcards<>(length, new DomainTable<>(entries))));
        return List.copyOf(tables);
    }

    @Nullable V find(CharSequence authority) {
        int length = ignorePort ? HostPort.hostLength(authority) : authority.length();
        V found = exact.find(authority, 0, length);
        for (int i = 0; found == null && i < suffixes.size(); i++) {
            Wildcards<V> ends = suffixes.get(i);
            if (ends.length() < length) {
                found = ends.table().find(authority, length - ends.length(), length);
            }
        }
        for (int i = 0; found == null && i < prefixes.size(); i++) {
            Wildcards<V> starts = prefixes.get(i);
            if (starts.length() < length) {
                found = starts.table().find(authority, 0, starts.length());
            }
        }
        return found == null ? fallback : found;
    }
}
