package io.fairlead.proxy.xds.practice;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.Map;

/// A usual configuration in the daemon's words: a service with two subsets, and what is always there.
final class PracticeConfig {

    private static final String SERVICE = "practice.default.svc.cluster.local";
    private static final String CLUSTER = "outbound|80||" + SERVICE;
    private static final String PASSTHROUGH = "PassthroughCluster";
    private static final ConfigSource ADS =
            ConfigSource.newBuilder().setAds(AggregatedConfigSource.getDefaultInstance()).build();

    private PracticeConfig() {}

    static Map<String, Cluster> clusters() {
        var service =
                Struct.newBuilder()
                        .putFields("host", text(SERVICE))
                        .putFields("name", text("practice"))
                        .putFields("namespace", text("default"));
        var services =
                Value.newBuilder()
                        .setListValue(
                                ListValue.newBuilder()
                                        .addValues(Value.newBuilder().setStructValue(service)));
        var eds =
                Cluster.newBuilder()
                        .setName(CLUSTER)
                        .setType(Cluster.DiscoveryType.EDS)
                        .setEdsClusterConfig(
                                Cluster.EdsClusterConfig.newBuilder()
                                        .setEdsConfig(ADS)
                                        .setServiceName(CLUSTER))
                        .setConnectTimeout(Duration.newBuilder().setSeconds(10))
                        .setLbPolicy(Cluster.LbPolicy.LEAST_REQUEST)
                        .setCircuitBreakers(
                                CircuitBreakers.newBuilder()
                                        .addThresholds(
                                                CircuitBreakers.Thresholds.newBuilder()
                                                        .setMaxConnections(
                                                                UInt32Value.of(1 << 20))))
                        .setMetadata(
                                Metadata.newBuilder()
                                        .putFilterMetadata(
                                                "istio",
                                                Struct.newBuilder()
                                                        .putFields("services", services.build())
                                                        .build()));
        var passthrough =
                Cluster.newBuilder()
                        .setName(PASSTHROUGH)
                        .setType(Cluster.DiscoveryType.ORIGINAL_DST)
                        .setLbPolicy(Cluster.LbPolicy.CLUSTER_PROVIDED)
                        .setConnectTimeout(Duration.newBuilder().setSeconds(10));
        return Map.of(CLUSTER, eds.build(), PASSTHROUGH, passthrough.build());
    }

    static Map<String, ClusterLoadAssignment> endpoints() {
        var endpoint =
                LbEndpoint.newBuilder()
                        .setEndpoint(Endpoint.newBuilder().setAddress(address("127.0.0.1", 9)))
                        .setMetadata(
                                Metadata.newBuilder()
                                        .putFilterMetadata(
                                                "istio",
                                                Struct.newBuilder()
                                                        .putFields(
                                                                "workload",
                                                                text("practice;default;a;v1;k"))
                                                        .build()))
                        .setLoadBalancingWeight(UInt32Value.of(1));
        return Map.of(
                CLUSTER,
                ClusterLoadAssignment.newBuilder()
                        .setClusterName(CLUSTER)
                        .addEndpoints(
                                LocalityLbEndpoints.newBuilder()
                                        .addLbEndpoints(endpoint)
                                        .setLoadBalancingWeight(UInt32Value.of(1)))
                        .build());
    }

    static Map<String, Listener> listeners() {
        var http =
                listener("0.0.0.0_80", 80)
                        .addListenerFilters(
                                ListenerFilter.newBuilder()
                                        .setName("envoy.filters.listener.http_inspector")
                                        .setTypedConfig(
                                                Any.pack(HttpInspector.getDefaultInstance())))
                        .addFilterChains(
                                FilterChain.newBuilder()
                                        .setFilterChainMatch(
                                                FilterChainMatch.newBuilder()
                                                        .setTransportProtocol("raw_buffer")
                                                        .addApplicationProtocols("http/1.1")
                                                        .addApplicationProtocols("h2c"))
                                        .addFilters(manager()))
                        .setDefaultFilterChain(
                                FilterChain.newBuilder()
                                        .setName("PassthroughFilterChain")
                                        .addFilters(passthrough()));
        var catchAll =
                listener("virtualOutbound", 15001)
                        .setUseOriginalDst(BoolValue.of(true))
                        .addFilterChains(FilterChain.newBuilder().addFilters(passthrough()));
        return Map.of("0.0.0.0_80", http.build(), "virtualOutbound", catchAll.build());
    }

    // Nothing is bound: whoever practises may not take the ports of a proxy that runs.
    private static Listener.Builder listener(String name, int port) {
        return Listener.newBuilder()
                .setName(name)
                .setAddress(address("0.0.0.0", port))
                .setBindToPort(BoolValue.of(false))
                .setTrafficDirection(TrafficDirection.OUTBOUND);
    }

    private static Filter manager() {
        return Filter.newBuilder()
                .setName("envoy.filters.network.http_connection_manager")
                .setTypedConfig(
                        Any.pack(
                                HttpConnectionManager.newBuilder()
                                        .setStatPrefix("outbound_0.0.0.0_80;")
                                        .setRds(
                                                Rds.newBuilder()
                                                        .setConfigSource(ADS)
                                                        .setRouteConfigName("80"))
                                        .addHttpFilters(
                                                HttpFilter.newBuilder()
                                                        .setName("envoy.filters.http.router")
                                                        .setTypedConfig(
                                                                Any.pack(
                                                                        Router
                                                                                .getDefaultInstance())))
                                        .addAccessLog(log())
                                        .build()))
                .build();
    }

    private static Filter passthrough() {
        return Filter.newBuilder()
                .setName("envoy.filters.network.tcp_proxy")
                .setTypedConfig(
                        Any.pack(
                                TcpProxy.newBuilder()
                                        .setStatPrefix(PASSTHROUGH)
                                        .setCluster(PASSTHROUGH)
                                        .addAccessLog(log())
                                        .build()))
                .build();
    }

    private static AccessLog log() {
        return AccessLog.newBuilder()
                .setName("envoy.access_loggers.file")
                .setTypedConfig(
                        Any.pack(
                                FileAccessLog.newBuilder()
                                        .setPath("/dev/null")
                                        .setLogFormat(
                                                SubstitutionFormatString.newBuilder()
                                                        .setTextFormatSource(
                                                                DataSource.newBuilder()
                                                                        .setInlineString(
                                                                                "%START_TIME%\n")))
                                        .build()))
                .build();
    }

    static Map<String, RouteConfiguration> routes() {
        var split =
                RouteAction.newBuilder()
                        .setWeightedClusters(
                                WeightedCluster.newBuilder()
                                        .addClusters(share(90))
                                        .addClusters(share(10)))
                        .setTimeout(Duration.getDefaultInstance())
                        .setRetryPolicy(
                                RetryPolicy.newBuilder()
                                        .setRetryOn("connect-failure,refused-stream,503")
                                        .setNumRetries(UInt32Value.of(2)));
        var tester =
                HeaderMatcher.newBuilder()
                        .setName("x-tester")
                        .setStringMatch(StringMatcher.newBuilder().setExact("yes"));
        var host =
                VirtualHost.newBuilder()
                        .setName(SERVICE + ":80")
                        .addDomains(SERVICE)
                        .addDomains("practice")
                        .addRoutes(
                                Route.newBuilder()
                                        .setMatch(
                                                RouteMatch.newBuilder()
                                                        .setPrefix("/")
                                                        .addHeaders(tester))
                                        .setRoute(RouteAction.newBuilder().setCluster(CLUSTER)))
                        .addRoutes(
                                Route.newBuilder()
                                        .setName("default")
                                        .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                                        .setRoute(split));
        return Map.of(
                "80", RouteConfiguration.newBuilder().setName("80").addVirtualHosts(host).build());
    }

    private static WeightedCluster.ClusterWeight.Builder share(int weight) {
        return WeightedCluster.ClusterWeight.newBuilder()
                .setName(CLUSTER)
                .setWeight(UInt32Value.of(weight));
    }

    private static Address address(String host, int port) {
        return Address.newBuilder()
                .setSocketAddress(SocketAddress.newBuilder().setAddress(host).setPortValue(port))
                .build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }
}
