package io.fairlead.translate.cluster;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.BindConfig;
import io.envoyproxy.envoy.config.core.v3.ExtraSourceAddress;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.fairlead.translate.input.ClusterNames;
import io.fairlead.translate.input.IstioMetadata;
import io.fairlead.translate.input.Protos;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.Translated;
import java.time.Duration;
import java.util.List;

/// The clusters that every sidecar has, and those towards its own workload.
public final class FixedClusters {
    /// Connections from these addresses are left alone by the capture rules of the pod.
    private static final String INBOUND_SOURCE = "127.0.0.6";

    private static final String INBOUND_SOURCE_V6 = "::6";
    private static final Duration PASSTHROUGH_IDLE = Duration.ofMinutes(5);

    /// "Never": the longest time that Envoy takes.
    private static final Duration NO_CLEANUP = Duration.ofSeconds(9_223_372_035L);

    private FixedClusters() {}

    /// Nowhere: no endpoint, so every connection ends.
    public static Translated blackHole(Duration connectTimeout) {
        return translated(
                Cluster.newBuilder()
                        .setName(ClusterNames.BLACK_HOLE)
                        .setAltStatName(ClusterNames.BLACK_HOLE + ";")
                        .setType(Cluster.DiscoveryType.STATIC)
                        .setConnectTimeout(Protos.duration(connectTimeout)));
    }

    /// Where the client wanted to go.
    public static Translated passthrough(Duration connectTimeout, boolean options) {
        return translated(passthrough(ClusterNames.PASSTHROUGH, connectTimeout, options));
    }

    /// To the workload on a port that no service declares.
    public static Translated inboundPassthrough(
            Duration connectTimeout, boolean options, boolean ipv6) {
        BindConfig.Builder bind = BindConfig.newBuilder().setSourceAddress(source(INBOUND_SOURCE));
        if (ipv6) {
            bind.addExtraSourceAddresses(
                    ExtraSourceAddress.newBuilder().setAddress(source(INBOUND_SOURCE_V6)));
        }
        return translated(
                passthrough(ClusterNames.INBOUND_PASSTHROUGH, connectTimeout, options)
                        .setUpstreamBindConfig(bind));
    }

    /// To a declared port of the workload.
    ///
    /// @param services those whose port leads there
    public static Translated inbound(
            int port, List<IstioMetadata.ServiceName> services, Duration connectTimeout) {
        String name = ClusterNames.inbound(port);
        return translated(
                Cluster.newBuilder()
                        .setName(name)
                        .setAltStatName(name + ";")
                        .setType(Cluster.DiscoveryType.ORIGINAL_DST)
                        .setConnectTimeout(Protos.duration(connectTimeout))
                        .setLbPolicy(Cluster.LbPolicy.CLUSTER_PROVIDED)
                        .setCircuitBreakers(Connections.unlimited())
                        .setCleanupInterval(Protos.duration(NO_CLEANUP))
                        .setUpstreamBindConfig(
                                BindConfig.newBuilder().setSourceAddress(source(INBOUND_SOURCE)))
                        .setCommonLbConfig(Cluster.CommonLbConfig.getDefaultInstance())
                        .setMetadata(IstioMetadata.cluster(services, "", "")));
    }

    private static Cluster.Builder passthrough(
            String name, Duration connectTimeout, boolean options) {
        Cluster.Builder cluster =
                Cluster.newBuilder()
                        .setName(name)
                        // Both passthroughs count under one name, as in Istio.
                        .setAltStatName(ClusterNames.PASSTHROUGH + ";")
                        .setType(Cluster.DiscoveryType.ORIGINAL_DST)
                        .setConnectTimeout(Protos.duration(connectTimeout))
                        .setLbPolicy(Cluster.LbPolicy.CLUSTER_PROVIDED)
                        .setCircuitBreakers(Connections.unlimited());
        if (options) {
            HttpProtocolOptions.Builder http = HttpProtocolOptions.newBuilder();
            http.getCommonHttpProtocolOptionsBuilder()
                    .setIdleTimeout(Protos.duration(PASSTHROUGH_IDLE));
            http.getUseDownstreamProtocolConfigBuilder()
                    .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance())
                    .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance());
            cluster.putTypedExtensionProtocolOptions(
                    Connections.HTTP_OPTIONS, Protos.any(http.build()));
        }
        return cluster;
    }

    private static SocketAddress source(String address) {
        return SocketAddress.newBuilder().setAddress(address).setPortValue(0).build();
    }

    private static Translated translated(Cluster.Builder cluster) {
        return new Translated(ResourceType.CLUSTER, cluster.getName(), cluster.build());
    }
}
