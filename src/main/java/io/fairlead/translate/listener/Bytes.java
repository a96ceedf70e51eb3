package io.fairlead.translate.listener;

import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.type.v3.HashPolicy;
import io.fairlead.model.service.AddressRange;
import io.fairlead.translate.input.Protos;
import io.fairlead.translate.listener.OpaqueRoutes.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Connections of a workload that are passed on as bytes, and where they go.
///
/// @param names of servers, as TLS brings them; empty for all
/// @param ranges of addresses that the client wanted; empty for all
record Bytes(
        List<String> names,
        List<AddressRange> ranges,
        List<Part> parts,
        @Nullable Duration idleTimeout,
        boolean bySourceIp) {
    Bytes {
        names = List.copyOf(names);
        ranges = List.copyOf(ranges);
        parts = List.copyOf(parts);
    }

    /// It takes whatever no other chain takes.
    boolean isRest() {
        return names.isEmpty() && ranges.isEmpty();
    }

    /// A condition as Envoy compares them.
    ///
    /// @param name empty for all
    /// @param range null for all
    private record Condition(String name, @Nullable AddressRange range) {}

    /// Without what others before them take: Envoy takes each condition once.
    static List<Bytes> eachOnce(List<Bytes> all) {
        Set<Condition> taken = new HashSet<>();
        return all.stream().flatMap(one -> one.without(taken).stream()).toList();
    }

    /// Names that are left with the same ranges stay together.
    private List<Bytes> without(Set<Condition> taken) {
        Map<List<AddressRange>, List<String>> left = new LinkedHashMap<>();
        for (String name : names.isEmpty() ? List.of("") : names) {
            if (ranges.isEmpty()) {
                if (taken.add(new Condition(name, null))) {
                    left.computeIfAbsent(ranges, _ -> new ArrayList<>()).add(name);
                }
                continue;
            }
            List<AddressRange> free =
                    ranges.stream().filter(range -> taken.add(new Condition(name, range))).toList();
            if (!free.isEmpty()) {
                left.computeIfAbsent(free, _ -> new ArrayList<>()).add(name);
            }
        }
        List<Bytes> rest = new ArrayList<>();
        left.forEach((free, of) ->
                rest.add(
                        new Bytes(
                                names.isEmpty() ? names : of,
                                free,
                                parts,
                                idleTimeout,
                                bySourceIp)));
        return rest;
    }

    FilterChain chain(ChainSettings settings) {
        TcpProxy.Builder proxy = OpaqueRoutes.proxy(parts);
        if (idleTimeout != null) {
            proxy.setIdleTimeout(Protos.duration(idleTimeout));
        }
        if (bySourceIp) {
            proxy.addHashPolicy(
                    HashPolicy.newBuilder().setSourceIp(HashPolicy.SourceIp.getDefaultInstance()));
        }
        FilterChain chain = Listeners.chain(Filters.tcp(proxy, settings));
        return isRest() ? chain : chain.toBuilder().setFilterChainMatch(match()).build();
    }

    private FilterChainMatch match() {
        FilterChainMatch.Builder match = FilterChainMatch.newBuilder();
        ranges.forEach(range -> match.addPrefixRanges(range(range)));
        if (!names.isEmpty()) {
            match.setTransportProtocol(InboundWays.TLS).addAllServerNames(names);
        }
        return match.build();
    }

    private static CidrRange range(AddressRange range) {
        return CidrRange.newBuilder()
                .setAddressPrefix(range.address())
                .setPrefixLen(Protos.uint32(range.bits()))
                .build();
    }
}
