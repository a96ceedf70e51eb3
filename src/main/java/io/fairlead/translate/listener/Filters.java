package io.fairlead.translate.listener;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.RequestIDExtension;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.Protos;
import java.time.Duration;
import java.util.List;

/// Network filters: the HTTP connection manager and the TCP proxy, each as Istio sets them up.
final class Filters {
    private static final String TCP_PROXY = "envoy.filters.network.tcp_proxy";
    private static final String HTTP_MANAGER = "envoy.filters.network.http_connection_manager";
    private static final String INBOUND_SERVER = "istio-envoy";

    /// How often the daemon is told of a request or a connection that goes on.
    private static final Duration GOES_ON = Duration.ofSeconds(5);

    private Filters() {}

    /// Bytes to a cluster.
    static List<Filter> tcp(String cluster, ChainSettings settings) {
        return tcp(TcpProxy.newBuilder().setCluster(cluster), settings);
    }

    /// Bytes to the clusters of a proxy that is set up already but for its log; with several it has its prefix.
    static List<Filter> tcp(TcpProxy.Builder proxy, ChainSettings settings) {
        if (proxy.hasCluster()) {
            proxy.setStatPrefix(proxy.getCluster());
        }
        proxy.addAllAccessLog(settings.accessLogs().ofConnections());
        if (settings.accessLogs().tellWhoComes()) {
            proxy.setAccessLogOptions(
                    TcpProxy.TcpAccessLogOptions.newBuilder()
                            .setFlushAccessLogOnConnected(true)
                            .setAccessLogFlushInterval(Protos.duration(GOES_ON)));
        }
        Filter last = network(TCP_PROXY, proxy.build());
        return settings.extensions().contains(Extension.ISTIO_STATS)
                ? List.of(stats(settings), last)
                : List.of(last);
    }

    private static Filter stats(ChainSettings settings) {
        return Filter.newBuilder()
                .setName(Extension.ISTIO_STATS.id())
                .setTypedConfig(StatsFilters.config(settings.metrics()))
                .build();
    }

    /// Requests of the workload, by routes that come over RDS.
    static Filter outboundHttp(String statPrefix, String routes, ChainSettings settings) {
        HttpConnectionManager.Builder manager =
                manager(statPrefix, settings)
                        .addAllHttpFilters(HttpFilters.outbound(settings))
                        .setRds(
                                Rds.newBuilder()
                                        .setConfigSource(Protos.OVER_ADS)
                                        .setRouteConfigName(routes));
        return network(HTTP_MANAGER, manager.build());
    }

    /// Requests to the workload, by routes in the filter itself.
    static Filter inboundHttp(
            String statPrefix, RouteConfiguration routes, ChainSettings settings) {
        HttpConnectionManager.Builder manager =
                manager(statPrefix, settings)
                        .addAllHttpFilters(HttpFilters.inbound(settings))
                        .setRouteConfig(routes)
                        .setServerName(INBOUND_SERVER)
                        .setForwardClientCertDetails(
                                HttpConnectionManager.ForwardClientCertDetails.APPEND_FORWARD)
                        .setSetCurrentClientCertDetails(
                                HttpConnectionManager.SetCurrentClientCertDetails.newBuilder()
                                        .setSubject(Protos.TRUE)
                                        .setDns(true)
                                        .setUri(true));
        return network(HTTP_MANAGER, manager.build());
    }

    /// Requests of clients from anywhere: they are believed in nothing that only a proxy may say.
    static Filter gatewayHttp(String statPrefix, String routes, ChainSettings settings) {
        HttpConnectionManager.Builder manager =
                manager(statPrefix, settings)
                        .addAllHttpFilters(HttpFilters.outbound(settings))
                        .setRds(
                                Rds.newBuilder()
                                        .setConfigSource(Protos.OVER_ADS)
                                        .setRouteConfigName(routes))
                        .setUseRemoteAddress(Protos.TRUE)
                        .setServerName(INBOUND_SERVER)
                        .setForwardClientCertDetails(
                                HttpConnectionManager.ForwardClientCertDetails.SANITIZE_SET)
                        .setSetCurrentClientCertDetails(
                                HttpConnectionManager.SetCurrentClientCertDetails.newBuilder()
                                        .setSubject(Protos.TRUE)
                                        .setCert(true)
                                        .setDns(true)
                                        .setUri(true));
        return network(HTTP_MANAGER, manager.build());
    }

    private static HttpConnectionManager.Builder manager(
            String statPrefix, ChainSettings settings) {
        HttpConnectionManager.Builder manager =
                HttpConnectionManager.newBuilder()
                        .setStatPrefix(statPrefix)
                        .setStreamIdleTimeout(Protos.ZERO)
                        .setUseRemoteAddress(Protos.FALSE)
                        .setProxy100Continue(true)
                        .addUpgradeConfigs(
                                HttpConnectionManager.UpgradeConfig.newBuilder()
                                        .setUpgradeType("websocket"))
                        .setNormalizePath(Protos.TRUE)
                        .setPathWithEscapedSlashesAction(
                                HttpConnectionManager.PathWithEscapedSlashesAction.KEEP_UNCHANGED);
        manager.addAllAccessLog(settings.accessLogs().ofRequests());
        if (settings.accessLogs().tellWhoComes()) {
            manager.setAccessLogOptions(
                    HttpConnectionManager.HcmAccessLogOptions.newBuilder()
                            .setAccessLogFlushInterval(Protos.duration(GOES_ON)));
        }
        TraceInput tracing = settings.tracing();
        if (tracing != null) {
            manager.setTracing(tracing.wire());
        }
        if (settings.extensions().contains(Extension.UUID_REQUEST_ID)) {
            UuidRequestIdConfig config =
                    UuidRequestIdConfig.newBuilder()
                            .setUseRequestIdForTraceSampling(
                                    BoolValue.of(
                                            tracing == null || tracing.settings().useRequestId()))
                            .build();
            manager.setRequestIdExtension(
                    RequestIDExtension.newBuilder().setTypedConfig(Protos.any(config)));
        }
        return manager;
    }

    private static Filter network(String name, Message config) {
        return Filter.newBuilder().setName(name).setTypedConfig(Protos.any(config)).build();
    }
}
