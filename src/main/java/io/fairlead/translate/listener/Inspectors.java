package io.fairlead.translate.listener;

import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilterChainMatchPredicate;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilterChainMatchPredicate.MatchSet;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.type.v3.Int32Range;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.Protos;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Who looks at the first bytes of connections, and on which ports: only where some chain of the port asks for what is
/// found there. Elsewhere a server that speaks first would wait for ever.
final class Inspectors {
    /// Enough for nearly every first TLS message; more is read when needed.
    private static final int FIRST_READ = 512;

    private Inspectors() {}

    /// Finds TLS, and the protocols that its client offers.
    static Optional<ListenerFilter> tls(List<FilterChain> chains) {
        ListenerFilter filter =
                Listeners.filter(
                        Extension.TLS_INSPECTOR.id(),
                        TlsInspector.newBuilder()
                                .setInitialReadBufferSize(Protos.uint32(FIRST_READ))
                                .build());
        return where(chains, match -> match.getTransportProtocol().equals(InboundWays.TLS), filter);
    }

    /// Finds HTTP in clear. Stands after [#tls], which spares it the encrypted.
    static Optional<ListenerFilter> http(List<FilterChain> chains) {
        return where(
                chains,
                match ->
                        match.getApplicationProtocolsList().stream()
                                .anyMatch(Listeners.PLAIN_HTTP::contains),
                Listeners.httpInspector());
    }

    private static Optional<ListenerFilter> where(
            List<FilterChain> chains, Predicate<FilterChainMatch> asks, ListenerFilter filter) {
        SortedMap<Integer, Boolean> wanted = new TreeMap<>();
        for (FilterChain chain : chains) {
            FilterChainMatch match = chain.getFilterChainMatch();
            wanted.merge(
                    match.getDestinationPort().getValue(), asks.test(match), Boolean::logicalOr);
        }
        boolean elsewhere = wanted.getOrDefault(0, false);
        List<Integer> ports =
                wanted.keySet().stream()
                        .filter(port ->
                                port != 0 && wanted.getOrDefault(port, elsewhere) != elsewhere)
                        .toList();
        if (!elsewhere && ports.isEmpty()) {
            return Optional.empty();
        }
        if (ports.isEmpty()) {
            return Optional.of(filter);
        }
        ListenerFilterChainMatchPredicate named = anyOf(ports);
        return Optional.of(
                filter.toBuilder().setFilterDisabled(elsewhere ? named : not(named)).build());
    }

    private static ListenerFilterChainMatchPredicate anyOf(List<Integer> ports) {
        List<ListenerFilterChainMatchPredicate> all = new ArrayList<>();
        for (int port : ports) {
            all.add(
                    ListenerFilterChainMatchPredicate.newBuilder()
                            .setDestinationPortRange(
                                    Int32Range.newBuilder().setStart(port).setEnd(port + 1))
                            .build());
        }
        return all.size() == 1
                ? all.getFirst()
                : ListenerFilterChainMatchPredicate.newBuilder()
                        .setOrMatch(MatchSet.newBuilder().addAllRules(all))
                        .build();
    }

    private static ListenerFilterChainMatchPredicate not(
            ListenerFilterChainMatchPredicate predicate) {
        return ListenerFilterChainMatchPredicate.newBuilder().setNotMatch(predicate).build();
    }
}
