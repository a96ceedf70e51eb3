package io.fairlead.translate.listener;

import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilterChainMatchPredicate;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilterChainMatchPredicate.MatchSet;
import io.envoyproxy.envoy.extensions.filters.listener.original_dst.v3.OriginalDst;
import io.envoyproxy.envoy.type.v3.Int32Range;
import io.fairlead.model.service.Protocol;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.Protos;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Translated;
import io.fairlead.translate.listener.InboundInputs.InboundPort;
import java.util.ArrayList;
import java.util.List;

/// The listener that takes in captured inbound connections, in clear.
///
/// Chains in Istio's order: the proxy's own port, ports that no service declares, then declared ports by number.
record VirtualInbound(List<InboundPort> ports, ChainSettings settings) {
    static final int PORT = 15006;

    private static final String NAME = "virtualInbound";

    Translated translated() {
        Listener.Builder listener =
                Listeners.named(NAME, "0.0.0.0", PORT, settings)
                        .addFilterChains(VirtualOutbound.blackHole(NAME, PORT, settings))
                        .addAllFilterChains(undeclared());
        ports.forEach(port -> listener.addAllFilterChains(declared(port)));
        if (settings.extensions().contains(Extension.ORIGINAL_DESTINATION)) {
            listener.addListenerFilters(
                    Listeners.filter(
                            Extension.ORIGINAL_DESTINATION.id(), OriginalDst.getDefaultInstance()));
        } else {
            listener.setUseOriginalDst(Protos.TRUE);
        }
        if (settings.sniffs()) {
            listener.addListenerFilters(inspector());
        }
        listener.setListenerFiltersTimeout(Protos.duration(settings.detectionTimeout()))
                .setContinueOnListenerFiltersTimeout(true)
                .setTrafficDirection(TrafficDirection.INBOUND)
                .setMaxConnectionsToAcceptPerSocketEvent(Protos.uint32(1));
        return new Translated(ResourceType.LISTENER, NAME, listener.build());
    }

    private List<FilterChain> undeclared() {
        List<FilterChain> chains = new ArrayList<>();
        if (settings.sniffs()) {
            Filter manager =
                    Filters.inboundHttp(
                            ClusterNames.INBOUND_PASSTHROUGH + ";",
                            InboundRoutes.undeclared(),
                            settings);
            chains.add(
                    chain(
                            NAME + "-catchall-http",
                            FilterChainMatch.newBuilder()
                                    .setTransportProtocol(Listeners.RAW)
                                    .addAllApplicationProtocols(Listeners.PLAIN_HTTP),
                            manager));
        }
        chains.add(
                chain(
                        NAME,
                        FilterChainMatch.newBuilder().setTransportProtocol(Listeners.RAW),
                        Filters.tcp(ClusterNames.INBOUND_PASSTHROUGH, settings)));
        return chains;
    }

    private List<FilterChain> declared(InboundPort port) {
        String name = "0.0.0.0_" + port.number();
        FilterChainMatch.Builder inClear =
                FilterChainMatch.newBuilder()
                        .setDestinationPort(Protos.uint32(port.number()))
                        .setTransportProtocol(Listeners.RAW);
        FilterChain tcp =
                chain(name, inClear, Filters.tcp(ClusterNames.inbound(port.number()), settings));
        if (port.protocol().isHttp()) {
            return List.of(chain(name, inClear, manager(port)));
        }
        if (port.protocol() == Protocol.AUTO && settings.sniffs()) {
            FilterChainMatch.Builder spokenHttp =
                    inClear.clone().addAllApplicationProtocols(Listeners.PLAIN_HTTP);
            return List.of(chain(name, spokenHttp, manager(port)), tcp);
        }
        return List.of(tcp);
    }

    private Filter manager(InboundPort port) {
        return Filters.inboundHttp(
                "inbound_0.0.0.0_" + port.number() + ";", InboundRoutes.declared(port), settings);
    }

    private static FilterChain chain(String name, FilterChainMatch.Builder match, Filter filter) {
        return FilterChain.newBuilder()
                .setName(name)
                .setFilterChainMatch(match)
                .addFilters(filter)
                .build();
    }

    /// Does not look at connections to ports whose protocol is declared: a server that speaks first would
    /// wait for ever.
    private ListenerFilter inspector() {
        List<ListenerFilterChainMatchPredicate> known = new ArrayList<>();
        ports.stream()
                .filter(port -> port.protocol() != Protocol.AUTO)
                .forEach(port -> known.add(to(port.number())));
        known.add(to(PORT));
        ListenerFilterChainMatchPredicate disabled =
                known.size() == 1
                        ? known.getFirst()
                        : ListenerFilterChainMatchPredicate.newBuilder()
                                .setOrMatch(MatchSet.newBuilder().addAllRules(known))
                                .build();
        return Listeners.httpInspector().toBuilder().setFilterDisabled(disabled).build();
    }

    private static ListenerFilterChainMatchPredicate to(int port) {
        return ListenerFilterChainMatchPredicate.newBuilder()
                .setDestinationPortRange(Int32Range.newBuilder().setStart(port).setEnd(port + 1))
                .build();
    }
}
