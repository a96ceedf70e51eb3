package io.fairlead.translate.listener;

import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.listener.original_dst.v3.OriginalDst;
import io.fairlead.model.policy.MtlsMode;
import io.fairlead.model.service.Protocol;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.Protos;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Translated;
import io.fairlead.translate.listener.InboundInputs.InboundPort;
import io.fairlead.translate.listener.InboundWays.Way;
import io.fairlead.translate.tls.ServerTls;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/// The listener that takes in captured inbound connections.
///
/// Chains in Istio's order: the proxy's own port, ports that no service declares, then declared ports by number; for
/// each port its [InboundWays].
///
/// @param undeclared modes of ports that no service declares; port 0 stands for all that are not named
record VirtualInbound(
        List<InboundPort> ports,
        SortedMap<Integer, MtlsMode> undeclared,
        ChainSettings settings,
        ServerTls tls) {
    static final int PORT = 15006;

    private static final String NAME = "virtualInbound";

    Translated translated() {
        List<FilterChain> chains = new ArrayList<>();
        chains.add(VirtualOutbound.blackHole(NAME, PORT, settings));
        undeclared.forEach((port, mode) -> addUndeclared(port, mode, chains));
        ports.forEach(port -> addDeclared(port, chains));
        Listener.Builder listener =
                Listeners.named(NAME, "0.0.0.0", PORT, settings)
                        .addAllAccessLog(settings.accessLogs().ofArrivals())
                        .addAllFilterChains(chains);
        if (settings.extensions().contains(Extension.ORIGINAL_DESTINATION)) {
            listener.addListenerFilters(
                    Listeners.filter(
                            Extension.ORIGINAL_DESTINATION.id(), OriginalDst.getDefaultInstance()));
        } else {
            listener.setUseOriginalDst(Protos.TRUE);
        }
        Inspectors.tls(chains).ifPresent(listener::addListenerFilters);
        Inspectors.http(chains).ifPresent(listener::addListenerFilters);
        listener.setListenerFiltersTimeout(Protos.duration(settings.detectionTimeout()))
                .setContinueOnListenerFiltersTimeout(true)
                .setTrafficDirection(TrafficDirection.INBOUND)
                .setMaxConnectionsToAcceptPerSocketEvent(Protos.uint32(1));
        return new Translated(ResourceType.LISTENER, NAME, listener.build());
    }

    private void addUndeclared(int port, MtlsMode mode, List<FilterChain> chains) {
        List<Way> ways = ways(mode, Protocol.AUTO);
        if (ways.isEmpty() && port != 0) {
            chains.add(VirtualOutbound.blackHole(NAME, port, settings));
        }
        for (Way way : ways) {
            chains.add(
                    way.http()
                            ? chain(
                                    NAME + "-catchall-http",
                                    port,
                                    way,
                                    List.of(
                                            Filters.inboundHttp(
                                                    ClusterNames.INBOUND_PASSTHROUGH + ";",
                                                    InboundRoutes.undeclared(port),
                                                    settings)))
                            : chain(
                                    NAME,
                                    port,
                                    way,
                                    Filters.tcp(ClusterNames.INBOUND_PASSTHROUGH, logged(way))));
        }
    }

    private void addDeclared(InboundPort port, List<FilterChain> chains) {
        String name = "0.0.0.0_" + port.number();
        List<Way> ways = ways(port.mode(), port.protocol());
        if (ways.isEmpty()) {
            chains.add(VirtualOutbound.blackHole(name, port.number(), settings));
        }
        for (Way way : ways) {
            List<Filter> filters =
                    way.http()
                            ? List.of(
                                    Filters.inboundHttp(
                                            "inbound_" + name + ";",
                                            InboundRoutes.declared(port),
                                            settings))
                            : Filters.tcp(ClusterNames.inbound(port.number()), logged(way));
            chains.add(chain(name, port.number(), way, filters));
        }
    }

    /// A client without TLS is sent what it can take in. What needs TLS has no way in; then the port needs a chain that
    /// leads nowhere, or the chains for all other ports would take its connections.
    private List<Way> ways(MtlsMode mode, Protocol protocol) {
        boolean clearOnly = !settings.speaksTls() && mode != MtlsMode.STRICT;
        return InboundWays.of(clearOnly ? MtlsMode.DISABLE : mode, protocol).stream()
                .filter(way -> settings.speaksTls() || !way.mutualTls())
                .filter(way -> settings.sniffs() || !way.sniffsHttp())
                .toList();
    }

    private ChainSettings logged(Way way) {
        return way.isForeignTls() ? settings.ofForeignTls() : settings;
    }

    /// @param port 0 for any
    private FilterChain chain(String name, int port, Way way, List<Filter> filters) {
        FilterChainMatch.Builder match =
                FilterChainMatch.newBuilder()
                        .setTransportProtocol(way.transport())
                        .addAllApplicationProtocols(way.protocols());
        if (port != 0) {
            match.setDestinationPort(Protos.uint32(port));
        }
        FilterChain.Builder chain =
                FilterChain.newBuilder()
                        .setName(name)
                        .setFilterChainMatch(match)
                        .addAllFilters(filters);
        if (way.mutualTls()) {
            chain.setTransportSocket(tls.socket());
        }
        return chain.build();
    }
}
