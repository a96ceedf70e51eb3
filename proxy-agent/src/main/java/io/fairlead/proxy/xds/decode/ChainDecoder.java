package io.fairlead.proxy.xds.decode;

import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.ChainMatch;
import io.fairlead.proxy.model.ChainMatch.PrefixRange;
import io.fairlead.proxy.model.ChainMatch.TransportProtocol;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Handler;
import io.fairlead.proxy.model.Handler.TcpDestination;
import io.fairlead.proxy.model.MetricChanges;
import io.fairlead.proxy.model.ServerTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// `FilterChain` → [FilterChain].
final class ChainDecoder {
    private static final String NETWORK = "type.googleapis.com/envoy.extensions.filters.network.";
    private static final Duration TCP_IDLE = Duration.ofHours(1);

    /// Filters that refuse connections. While this proxy can't apply them, it must not let anything past them.
    private static final Set<String> GUARDS =
            Set.of(
                    "envoy.filters.network.rbac",
                    "envoy.filters.network.ext_authz",
                    "envoy.filters.network.ratelimit");

    private ChainDecoder() {}

    static FilterChain chain(io.envoyproxy.envoy.config.listener.v3.FilterChain wire, Notes notes) {
        return new FilterChain(
                wire.getName(),
                match(wire.getFilterChainMatch(), notes.at("filter_chain_match")),
                transport(wire, notes.at("transport_socket")),
                handler(wire.getFiltersList(), notes.at("filters")));
    }

    private static ChainMatch match(FilterChainMatch wire, Notes notes) {
        TransportProtocol transport =
                switch (wire.getTransportProtocol()) {
                    case "" -> TransportProtocol.ANY;
                    case "raw_buffer" -> TransportProtocol.RAW_BUFFER;
                    case "tls" -> TransportProtocol.TLS;
                    default -> {
                        notes.noEffect(
                                "transport_protocol "
                                        + wire.getTransportProtocol()
                                        + " never matches");
                        yield TransportProtocol.TLS;
                    }
                };
        if (wire.getSourceType() != FilterChainMatch.ConnectionSourceType.ANY
                || wire.getDirectSourcePrefixRangesCount() > 0
                || !wire.getAddressSuffix().isEmpty()) {
            notes.error("source_type, direct_source_prefix_ranges and address_suffix aren't known");
        }
        return new ChainMatch(
                Math.clamp(wire.getDestinationPort().getValue(), 0, 65_535),
                ranges(wire.getPrefixRangesList(), notes.at("prefix_ranges")),
                wire.getServerNamesList().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList(),
                transport,
                wire.getApplicationProtocolsList(),
                ranges(wire.getSourcePrefixRangesList(), notes.at("source_prefix_ranges")),
                wire.getSourcePortsList());
    }

    private static List<PrefixRange> ranges(List<CidrRange> wire, Notes notes) {
        List<PrefixRange> ranges = new ArrayList<>();
        for (CidrRange range : wire) {
            String address = range.getAddressPrefix();
            if (!address.isEmpty() && new Address(address, 0).isLiteral()) {
                ranges.add(
                        new PrefixRange(
                                address, Math.clamp(range.getPrefixLen().getValue(), 0, 128)));
            } else {
                notes.error("not an IP address: " + address);
            }
        }
        return ranges;
    }

    private static ServerTransport transport(
            io.envoyproxy.envoy.config.listener.v3.FilterChain wire, Notes notes) {
        return wire.hasTransportSocket()
                ? TlsDecoder.server(wire.getTransportSocket(), notes)
                : new ServerTransport.Plain();
    }

    private static Handler handler(List<Filter> filters, Notes notes) {
        Optional<Handler> handler = Optional.empty();
        String guard = "";
        MetricChanges metrics = metrics(filters, notes);
        for (Filter filter : filters) {
            switch (filter.getTypedConfig().getTypeUrl()) {
                case NETWORK + "http_connection_manager.v3.HttpConnectionManager" ->
                        handler =
                                notes.parse(filter.getTypedConfig(), HttpConnectionManager.parser())
                                        .map(http -> HttpConnectionDecoder.handler(http, notes));
                case NETWORK + "tcp_proxy.v3.TcpProxy" ->
                        handler =
                                notes.parse(filter.getTypedConfig(), TcpProxy.parser())
                                        .map(tcp -> tcp(tcp, metrics, notes.at("tcp_proxy")));
                default -> {
                    if (filter.getName().equals(StatsDecoder.NAME)) {
                        continue;
                    }
                    notes.noEffect(filter.getName() + " has no effect yet");
                    guard = GUARDS.contains(filter.getName()) ? filter.getName() : guard;
                }
            }
        }
        if (!guard.isEmpty()) {
            return new Handler.Refuse(guard + " can't be applied yet, so nothing is let past it");
        }
        return handler.orElseGet(() -> {
            notes.noEffect(
                    "no filter that this proxy knows ends the chain: its connections are closed");
            return new Handler.Refuse("no terminal filter");
        });
    }

    private static MetricChanges metrics(List<Filter> filters, Notes notes) {
        return filters.stream()
                .filter(filter -> filter.getName().equals(StatsDecoder.NAME))
                .findFirst()
                .map(filter -> StatsDecoder.changes(filter.getTypedConfig(), notes))
                .orElse(MetricChanges.STANDARD);
    }

    private static Handler tcp(TcpProxy wire, MetricChanges metrics, Notes notes) {
        List<TcpDestination> destinations = new ArrayList<>();
        switch (wire.getClusterSpecifierCase()) {
            case CLUSTER -> destinations.add(new TcpDestination(wire.getCluster(), 1));
            case WEIGHTED_CLUSTERS ->
                    wire.getWeightedClusters()
                            .getClustersList()
                            .forEach(one ->
                                    destinations.add(
                                            new TcpDestination(
                                                    one.getName(), Values.u32(one.getWeight()))));
            case CLUSTERSPECIFIER_NOT_SET -> notes.error("it names no cluster");
        }
        long total = destinations.stream().mapToLong(TcpDestination::weight).sum();
        if (total == 0 || total > Integer.MAX_VALUE) {
            notes.error("the weights of " + destinations.size() + " clusters add up to " + total);
        }
        if (wire.hasTunnelingConfig()) {
            notes.at("tunneling_config").error("tunnels aren't known");
        }
        return new Handler.TcpHandler(
                wire.getStatPrefix(),
                destinations,
                wire.hasIdleTimeout()
                        ? Values.duration(wire.getIdleTimeout(), notes.at("idle_timeout"))
                        : TCP_IDLE,
                wire.hasMaxConnectAttempts()
                        ? Math.max(1, Values.u32(wire.getMaxConnectAttempts()))
                        : 1,
                AccessLogDecoder.logs(wire.getAccessLogList(), notes),
                metrics);
    }
}
