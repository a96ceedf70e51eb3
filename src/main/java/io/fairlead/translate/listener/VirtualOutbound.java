package io.fairlead.translate.listener;

import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.fairlead.translate.cluster.FixedClusters;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.Protos;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Translated;
import io.fairlead.translate.input.UnitInput;
import java.time.Duration;
import java.util.List;

/// The listener that takes in captured outbound connections and hands them to the listener of their destination; what
/// has none passes through or ends. With it come the two clusters that it needs.
///
/// @param any unknown destinations pass through
public record VirtualOutbound(ChainSettings settings, boolean any, Duration connectTimeout)
        implements UnitInput {
    static final int PORT = 15001;

    private static final String NAME = "virtualOutbound";

    /// Reads the mesh's settings for a class of clients.
    public static VirtualOutbound collect(ProxyClass.Outbound client, Reader reader) {
        return new VirtualOutbound(
                ChainSettings.of(client, reader),
                reader.mesh().outboundAny(),
                reader.mesh().connectTimeout());
    }

    @Override
    public List<Translated> translate() {
        String unknown = any ? ClusterNames.PASSTHROUGH : ClusterNames.BLACK_HOLE;
        Listener listener =
                Listeners.named(NAME, "0.0.0.0", PORT, settings)
                        .addFilterChains(blackHole(NAME, PORT, settings))
                        .addFilterChains(
                                FilterChain.newBuilder()
                                        .setName(NAME + "-catchall-tcp")
                                        .addAllFilters(Filters.tcp(unknown, settings)))
                        .setUseOriginalDst(Protos.TRUE)
                        .setTrafficDirection(TrafficDirection.OUTBOUND)
                        .setMaxConnectionsToAcceptPerSocketEvent(Protos.uint32(1))
                        .build();
        boolean options = settings.extensions().contains(Extension.HTTP_PROTOCOL_OPTIONS);
        return List.of(
                FixedClusters.blackHole(connectTimeout),
                FixedClusters.passthrough(connectTimeout, options),
                new Translated(ResourceType.LISTENER, NAME, listener));
    }

    /// Connections to the proxy's own port would come back to it for ever.
    static FilterChain blackHole(String listener, int port, ChainSettings settings) {
        return FilterChain.newBuilder()
                .setName(listener + "-blackhole")
                .setFilterChainMatch(
                        FilterChainMatch.newBuilder().setDestinationPort(Protos.uint32(port)))
                .addAllFilters(Filters.tcp(ClusterNames.BLACK_HOLE, settings))
                .build();
    }
}
