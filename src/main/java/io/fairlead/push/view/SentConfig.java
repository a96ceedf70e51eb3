package io.fairlead.push.view;

import com.github.xds.type.v3.TypedStruct;
import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump.DynamicCluster;
import io.envoyproxy.envoy.admin.v3.ConfigDump;
import io.envoyproxy.envoy.admin.v3.EndpointsConfigDump;
import io.envoyproxy.envoy.admin.v3.EndpointsConfigDump.DynamicEndpointConfig;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump.DynamicListener;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump.DynamicListenerState;
import io.envoyproxy.envoy.admin.v3.RoutesConfigDump;
import io.envoyproxy.envoy.admin.v3.RoutesConfigDump.DynamicRouteConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.config.trace.v3.ZipkinConfig;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.envoyproxy.envoy.extensions.filters.listener.original_dst.v3.OriginalDst;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.fairlead.push.session.Resource;
import io.fairlead.push.session.Resources;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.push.session.Watch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What one proxy was sent, in the form of Envoy's own `/config_dump`.
public final class SentConfig {

    private static final List<Descriptor> INSIDE =
            List.of(
                    Cluster.getDescriptor(),
                    ClusterLoadAssignment.getDescriptor(),
                    Listener.getDescriptor(),
                    RouteConfiguration.getDescriptor(),
                    ClustersConfigDump.getDescriptor(),
                    EndpointsConfigDump.getDescriptor(),
                    ListenersConfigDump.getDescriptor(),
                    RoutesConfigDump.getDescriptor(),
                    HttpConnectionManager.getDescriptor(),
                    TcpProxy.getDescriptor(),
                    HttpProtocolOptions.getDescriptor(),
                    FileAccessLog.getDescriptor(),
                    ExpressionFilter.getDescriptor(),
                    HttpGrpcAccessLogConfig.getDescriptor(),
                    TcpGrpcAccessLogConfig.getDescriptor(),
                    ZipkinConfig.getDescriptor(),
                    OpenTelemetryConfig.getDescriptor(),
                    Router.getDescriptor(),
                    Cors.getDescriptor(),
                    HTTPFault.getDescriptor(),
                    FilterConfig.getDescriptor(),
                    HttpInspector.getDescriptor(),
                    OriginalDst.getDescriptor(),
                    TlsInspector.getDescriptor(),
                    UuidRequestIdConfig.getDescriptor(),
                    PreviousHostsPredicate.getDescriptor(),
                    DownstreamTlsContext.getDescriptor(),
                    UpstreamTlsContext.getDescriptor(),
                    RawBuffer.getDescriptor(),
                    TypedStruct.getDescriptor());

    private SentConfig() {}

    /// The dump of a connection.
    public static ConfigDump of(Connection connection) {
        ClustersConfigDump.Builder clusters = ClustersConfigDump.newBuilder();
        each(
                connection,
                TypeUrl.CLUSTER,
                resource ->
                        clusters.addDynamicActiveClusters(
                                DynamicCluster.newBuilder()
                                        .setVersionInfo(resource.version())
                                        .setCluster(resource.body())));
        EndpointsConfigDump.Builder endpoints = EndpointsConfigDump.newBuilder();
        each(
                connection,
                TypeUrl.ENDPOINT,
                resource ->
                        endpoints.addDynamicEndpointConfigs(
                                DynamicEndpointConfig.newBuilder()
                                        .setVersionInfo(resource.version())
                                        .setEndpointConfig(resource.body())));
        ListenersConfigDump.Builder listeners = ListenersConfigDump.newBuilder();
        each(
                connection,
                TypeUrl.LISTENER,
                resource ->
                        listeners.addDynamicListeners(
                                DynamicListener.newBuilder()
                                        .setName(resource.name())
                                        .setActiveState(
                                                DynamicListenerState.newBuilder()
                                                        .setVersionInfo(resource.version())
                                                        .setListener(resource.body()))));
        Map<String, List<VirtualHost>> apart = new HashMap<>();
        each(connection, TypeUrl.VIRTUAL_HOST, resource -> addHost(resource, apart));
        RoutesConfigDump.Builder routes = RoutesConfigDump.newBuilder();
        each(
                connection,
                TypeUrl.ROUTE,
                resource ->
                        routes.addDynamicRouteConfigs(
                                DynamicRouteConfig.newBuilder()
                                        .setVersionInfo(resource.version())
                                        .setRouteConfig(
                                                whole(
                                                        resource,
                                                        apart.getOrDefault(
                                                                resource.name(), List.of())))));
        ConfigDump.Builder dump = ConfigDump.newBuilder();
        for (Message part :
                List.of(clusters.build(), listeners.build(), routes.build(), endpoints.build())) {
            dump.addConfigs(Any.pack(part));
        }
        return dump.build();
    }

    private static void addHost(Resource host, Map<String, List<VirtualHost>> byRoute) {
        String route = host.name().substring(0, Math.max(0, host.name().indexOf('/')));
        byRoute.computeIfAbsent(route, _ -> new ArrayList<>())
                .add(
                        parsed(host.body(), VirtualHost.parser()).toBuilder()
                                .setName(host.name().substring(route.length() + 1))
                                .build());
    }

    /// Hosts that came apart stand in their route configuration, as Envoy shows them, and under Istio's names.
    private static Any whole(Resource route, List<VirtualHost> apart) {
        return apart.isEmpty()
                ? route.body()
                : Any.pack(
                        parsed(route.body(), RouteConfiguration.parser()).toBuilder()
                                .addAllVirtualHosts(apart)
                                .build());
    }

    private static <M> M parsed(Any own, Parser<M> parser) {
        try {
            return parser.parseFrom(own.getValue());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("we sent it", e);
        }
    }

    /// As JSON, with Envoy's own field names.
    public static String json(ConfigDump dump) {
        TypeRegistry types = TypeRegistry.newBuilder().add(INSIDE).build();
        try {
            return JsonFormat.printer()
                    .usingTypeRegistry(types)
                    .preservingProtoFieldNames()
                    .print(dump);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an extension is missing in the list of this class", e);
        }
    }

    private static void each(Connection connection, TypeUrl type, Consumer<Resource> use) {
        Watch watch = connection.session().watches().get(type);
        if (watch == null) {
            return;
        }
        Resources sent = watch.isAnswered() ? watch.sent() : Resources.NONE;
        sent.all().stream()
                .filter(resource -> watch.wanted().covers(resource.name()))
                .filter(resource -> !resource.body().getTypeUrl().isEmpty())
                .forEach(use);
    }
}
