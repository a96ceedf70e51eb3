package io.fairlead.proxy.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Hosts that do the same, and how to talk to them (CDS).
///
/// @param bindAddress local address of connections to its hosts (`127.0.0.6` for inbound passthrough); null = any
/// @param service what Istio says it belongs to
/// @param requestsPerConnectionMax zero = no limit
/// @param connectionIdle of pooled connections without a request; zero = never
public record Cluster(
        String name,
        Discovery discovery,
        Balancer balancer,
        Duration connectTimeout,
        CircuitLimits limits,
        OutlierDetection outliers,
        Protocol protocol,
        TransportChoice transport,
        @Nullable String bindAddress,
        ServiceRef service,
        @Nullable KeepAlive keepAlive,
        int requestsPerConnectionMax,
        Duration connectionIdle,
        BalancerCommon common) {

    /// A cluster with Envoy's defaults.
    public static Cluster of(String name, Discovery discovery) {
        return new Cluster(
                name,
                discovery,
                new Balancer.RoundRobin(),
                Duration.ofSeconds(5),
                CircuitLimits.DEFAULT,
                OutlierDetection.OFF,
                Protocol.HTTP1,
                TransportChoice.PLAIN,
                null,
                ServiceRef.UNKNOWN,
                null,
                0,
                Duration.ofHours(1),
                BalancerCommon.DEFAULT);
    }

    /// A copy with another balancer.
    public Cluster withBalancer(Balancer next) {
        return new Cluster(
                name,
                discovery,
                next,
                connectTimeout,
                limits,
                outliers,
                protocol,
                transport,
                bindAddress,
                service,
                keepAlive,
                requestsPerConnectionMax,
                connectionIdle,
                common);
    }

    /// A copy that protects its connections in another way.
    public Cluster withTransport(TransportChoice next) {
        return new Cluster(
                name,
                discovery,
                balancer,
                connectTimeout,
                limits,
                outliers,
                protocol,
                next,
                bindAddress,
                service,
                keepAlive,
                requestsPerConnectionMax,
                connectionIdle,
                common);
    }

    /// A copy that speaks another protocol.
    public Cluster withProtocol(Protocol next) {
        return new Cluster(
                name,
                discovery,
                balancer,
                connectTimeout,
                limits,
                outliers,
                next,
                transport,
                bindAddress,
                service,
                keepAlive,
                requestsPerConnectionMax,
                connectionIdle,
                common);
    }

    /// Which HTTP version its hosts are asked in.
    public enum Protocol {
        HTTP1,
        HTTP2,
        /// The version that the client spoke.
        SAME_AS_DOWNSTREAM
    }

    /// TCP keep-alive; zero = the kernel's value.
    public record KeepAlive(int probes, int timeSeconds, int intervalSeconds) {}

    /// What most balancers share.
    ///
    /// @param panicThresholdPercent when fewer hosts than this are healthy, all are used; zero = never
    /// @param localityWeighted localities of one priority share by their weights
    /// @param closeOnHostRemoval close connections to a host that is gone
    public record BalancerCommon(
            int panicThresholdPercent, boolean localityWeighted, boolean closeOnHostRemoval) {
        public static final BalancerCommon DEFAULT = new BalancerCommon(50, false, false);
    }
}
