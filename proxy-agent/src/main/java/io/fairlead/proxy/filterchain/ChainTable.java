package io.fairlead.proxy.filterchain;

import io.fairlead.proxy.model.ChainMatch;
import io.fairlead.proxy.model.ChainMatch.PrefixRange;
import io.fairlead.proxy.model.ChainMatch.TransportProtocol;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Listener;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The filter chains of one listener, ready to be asked.
///
/// Envoy's order: destination port, destination address (longest prefix), server name (exact, then the longest
/// wildcard), transport protocol, application protocols, source address, source port. Each step keeps the chains whose
/// condition is the most specific one that holds, and never goes back: a connection to a port that some chain names is
/// lost for chains that name no port. What finds no chain gets the listener's default.
public final class ChainTable {
    private static final int NO_MATCH = -1;

    private final Map<Integer, List<FilterChain>> byPort;
    private final @Nullable FilterChain fallback;

    private ChainTable(Map<Integer, List<FilterChain>> byPort, @Nullable FilterChain fallback) {
        this.byPort = byPort;
        this.fallback = fallback;
    }

    /// Compiles the chains of a listener.
    public static ChainTable compile(Listener listener) {
        Map<Integer, List<FilterChain>> byPort = new HashMap<>();
        for (FilterChain chain : listener.chains()) {
            byPort.computeIfAbsent(chain.match().destinationPort(), _ -> new ArrayList<>())
                    .add(chain);
        }
        byPort.replaceAll((_, chains) -> List.copyOf(chains));
        return new ChainTable(Map.copyOf(byPort), listener.defaultChain());
    }

    /// The chain for a connection, or null when it is to be closed.
    public @Nullable FilterChain find(Connection connection) {
        List<FilterChain> left = byPort.get(connection.destinationPort());
        if (left == null) {
            left = byPort.getOrDefault(0, List.of());
        }
        left =
                best(
                        left,
                        chain -> byAddress(chain.match().prefixRanges(), connection.destination()));
        left =
                best(
                        left,
                        chain ->
                                byServerName(chain.match().serverNames(), connection.serverName()));
        left =
                best(
                        left,
                        chain ->
                                byTransport(
                                        chain.match().transportProtocol(), connection.transport()));
        left = best(left, chain -> byApplication(chain.match().applicationProtocols(), connection));
        left =
                best(
                        left,
                        chain ->
                                byAddress(chain.match().sourcePrefixRanges(), connection.source()));
        left =
                best(
                        left,
                        chain ->
                                bySourcePort(chain.match().sourcePorts(), connection.sourcePort()));
        return left.isEmpty() ? fallback : left.getFirst();
    }

    /// What sniffing could still change: true if a chain for this port asks for an application protocol or transport.
    public boolean asksForProtocol(int destinationPort) {
        List<FilterChain> chains =
                byPort.getOrDefault(destinationPort, byPort.getOrDefault(0, List.of()));
        return chains.stream().map(FilterChain::match).anyMatch(ChainTable::asksForProtocol);
    }

    private static boolean asksForProtocol(ChainMatch match) {
        return !match.applicationProtocols().isEmpty()
                || !match.serverNames().isEmpty()
                || match.transportProtocol() != TransportProtocol.ANY;
    }

    private static List<FilterChain> best(
            List<FilterChain> chains, ToIntFunction<FilterChain> specificity) {
        int highest = NO_MATCH;
        for (FilterChain chain : chains) {
            highest = Math.max(highest, specificity.applyAsInt(chain));
        }
        if (highest == NO_MATCH) {
            return List.of();
        }
        List<FilterChain> left = new ArrayList<>(chains.size());
        for (FilterChain chain : chains) {
            if (specificity.applyAsInt(chain) == highest) {
                left.add(chain);
            }
        }
        return left;
    }

    private static int byAddress(List<PrefixRange> ranges, InetAddress address) {
        if (ranges.isEmpty()) {
            return 0;
        }
        int longest = NO_MATCH;
        for (PrefixRange range : ranges) {
            if (Prefixes.contains(range, address)) {
                longest = Math.max(longest, range.length());
            }
        }
        return longest;
    }

    private static int byServerName(List<String> wanted, String name) {
        if (wanted.isEmpty()) {
            return 0;
        }
        int best = NO_MATCH;
        for (String server : wanted) {
            if (server.startsWith("*.")) {
                if (name.length() >= server.length() && name.endsWith(server.substring(1))) {
                    best = Math.max(best, server.length());
                }
            } else if (server.equals(name)) {
                best = Integer.MAX_VALUE;
            }
        }
        return best;
    }

    private static int byTransport(TransportProtocol wanted, TransportProtocol found) {
        if (wanted == TransportProtocol.ANY) {
            return 0;
        }
        return wanted == found ? 1 : NO_MATCH;
    }

    /// The first protocol of the connection that any chain names decides.
    private static int byApplication(List<String> wanted, Connection connection) {
        if (wanted.isEmpty()) {
            return 0;
        }
        List<String> offered = connection.applicationProtocols();
        for (int i = 0; i < offered.size(); i++) {
            if (wanted.contains(offered.get(i))) {
                return offered.size() - i;
            }
        }
        return NO_MATCH;
    }

    private static int bySourcePort(List<Integer> wanted, int port) {
        if (wanted.isEmpty()) {
            return 0;
        }
        return wanted.contains(port) ? 1 : NO_MATCH;
    }
}
