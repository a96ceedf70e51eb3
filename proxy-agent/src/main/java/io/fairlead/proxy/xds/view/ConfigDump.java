package io.fairlead.proxy.xds.view;

import com.github.xds.type.v3.TypedStruct;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.admin.v3.BootstrapConfigDump;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.admin.v3.EndpointsConfigDump;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump;
import io.envoyproxy.envoy.admin.v3.RoutesConfigDump;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
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
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
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
import io.fairlead.proxy.xds.subscribe.ResourceType;
import java.util.List;

/// Envoy's `/config_dump` of what was received: the bytes of the wire, printed as JSON. Only here are descriptors
/// loaded.
public final class ConfigDump {
    private static final String PREFIX = "type.googleapis.com/";

    private ConfigDump() {}

    /// @param endpoints print EDS too (`include_eds`)
    /// @param nodeBytes the node of this proxy, serialized
    public static String json(ConfigView view, ByteString nodeBytes, boolean endpoints) {
        io.envoyproxy.envoy.admin.v3.ConfigDump.Builder dump =
                io.envoyproxy.envoy.admin.v3.ConfigDump.newBuilder()
                        .addConfigs(bootstrap(nodeBytes))
                        .addConfigs(clusters(view))
                        .addConfigs(listeners(view));
        if (endpoints) {
            dump.addConfigs(endpoints(view));
        }
        return print(dump.addConfigs(routes(view)));
    }

    private static Any bootstrap(ByteString nodeBytes) {
        Node node;
        try {
            node = Node.parseFrom(nodeBytes);
        } catch (InvalidProtocolBufferException _) {
            node = Node.getDefaultInstance();
        }
        return Any.pack(
                BootstrapConfigDump.newBuilder()
                        .setBootstrap(Bootstrap.newBuilder().setNode(node))
                        .build());
    }

    private static Any clusters(ConfigView view) {
        ClustersConfigDump.Builder all = ClustersConfigDump.newBuilder();
        for (Received one : of(view, ResourceType.CLUSTER)) {
            all.addDynamicActiveClusters(
                    ClustersConfigDump.DynamicCluster.newBuilder()
                            .setVersionInfo(one.version())
                            .setLastUpdated(time(one))
                            .setCluster(any(one)));
        }
        return Any.pack(all.build());
    }

    private static Any listeners(ConfigView view) {
        ListenersConfigDump.Builder all = ListenersConfigDump.newBuilder();
        for (Received one : of(view, ResourceType.LISTENER)) {
            all.addDynamicListeners(
                    ListenersConfigDump.DynamicListener.newBuilder()
                            .setName(one.name())
                            .setActiveState(
                                    ListenersConfigDump.DynamicListenerState.newBuilder()
                                            .setVersionInfo(one.version())
                                            .setLastUpdated(time(one))
                                            .setListener(any(one))));
        }
        return Any.pack(all.build());
    }

    private static Any endpoints(ConfigView view) {
        EndpointsConfigDump.Builder all = EndpointsConfigDump.newBuilder();
        for (Received one : of(view, ResourceType.ENDPOINTS)) {
            all.addDynamicEndpointConfigs(
                    EndpointsConfigDump.DynamicEndpointConfig.newBuilder()
                            .setVersionInfo(one.version())
                            .setLastUpdated(time(one))
                            .setEndpointConfig(any(one)));
        }
        return Any.pack(all.build());
    }

    private static Any routes(ConfigView view) {
        RoutesConfigDump.Builder all = RoutesConfigDump.newBuilder();
        List<Received> hosts = of(view, ResourceType.VIRTUAL_HOST);
        for (Received one : of(view, ResourceType.ROUTES)) {
            all.addDynamicRouteConfigs(
                    RoutesConfigDump.DynamicRouteConfig.newBuilder()
                            .setVersionInfo(one.version())
                            .setLastUpdated(time(one))
                            .setRouteConfig(withHosts(one, hosts)));
        }
        return Any.pack(all.build());
    }

    /// Hosts that came apart stand in their route configuration, as Envoy shows them, and under Istio's names.
    private static Any withHosts(Received table, List<Received> hosts) {
        List<Received> own =
                hosts.stream().filter(host -> host.name().startsWith(table.name() + "/")).toList();
        if (own.isEmpty()) {
            return any(table);
        }
        RouteConfiguration.Builder more = RouteConfiguration.newBuilder();
        try {
            more.mergeFrom(table.bytes());
            for (Received host : own) {
                more.addVirtualHosts(
                        VirtualHost.parseFrom(host.bytes()).toBuilder()
                                .setName(host.name().substring(table.name().length() + 1)));
            }
        } catch (InvalidProtocolBufferException _) {
            return any(table);
        }
        return Any.pack(more.build());
    }

    private static List<Received> of(ConfigView view, ResourceType type) {
        return view.received().stream().filter(one -> one.type() == type).toList();
    }

    private static Any any(Received one) {
        return Any.newBuilder().setTypeUrl(one.type().typeUrl()).setValue(one.bytes()).build();
    }

    private static Timestamp time(Received one) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(one.epochMillis(), 1000))
                .setNanos((int) Math.floorMod(one.epochMillis(), 1000L) * 1_000_000)
                .build();
    }

    private static String print(io.envoyproxy.envoy.admin.v3.ConfigDump.Builder dump) {
        JsonFormat.Printer printer =
                JsonFormat.printer().preservingProtoFieldNames().usingTypeRegistry(Known.TYPES);
        try {
            return printer.print(dump);
        } catch (InvalidProtocolBufferException _) {
            // Something inside has a type that isn't in the registry: print the rest without it.
            return printWithoutUnknown(dump, printer);
        }
    }

    private static String printWithoutUnknown(
            io.envoyproxy.envoy.admin.v3.ConfigDump.Builder dump, JsonFormat.Printer printer) {
        try {
            return printer.print(UnknownTypes.replaced(dump.build(), Known.TYPES));
        } catch (InvalidProtocolBufferException e) {
            return "{\"error\": \"" + String.valueOf(e.getMessage()).replace('"', '\'') + "\"}";
        }
    }

    static String typeName(String typeUrl) {
        return typeUrl.startsWith(PREFIX) ? typeUrl.substring(PREFIX.length()) : typeUrl;
    }

    /// Types that resources hold; made on the first dump.
    private static final class Known {
        static final TypeRegistry TYPES =
                TypeRegistry.newBuilder()
                        .add(
                                List.of(
                                        BootstrapConfigDump.getDescriptor(),
                                        ClustersConfigDump.getDescriptor(),
                                        ListenersConfigDump.getDescriptor(),
                                        RoutesConfigDump.getDescriptor(),
                                        EndpointsConfigDump.getDescriptor(),
                                        Cluster.getDescriptor(),
                                        ClusterLoadAssignment.getDescriptor(),
                                        Listener.getDescriptor(),
                                        RouteConfiguration.getDescriptor(),
                                        HttpConnectionManager.getDescriptor(),
                                        TcpProxy.getDescriptor(),
                                        Router.getDescriptor(),
                                        HTTPFault.getDescriptor(),
                                        Cors.getDescriptor(),
                                        FilterConfig.getDescriptor(),
                                        HttpInspector.getDescriptor(),
                                        TlsInspector.getDescriptor(),
                                        OriginalDst.getDescriptor(),
                                        FileAccessLog.getDescriptor(),
                                        ExpressionFilter.getDescriptor(),
                                        HttpGrpcAccessLogConfig.getDescriptor(),
                                        TcpGrpcAccessLogConfig.getDescriptor(),
                                        ZipkinConfig.getDescriptor(),
                                        OpenTelemetryConfig.getDescriptor(),
                                        TypedStruct.getDescriptor(),
                                        StdoutAccessLog.getDescriptor(),
                                        UuidRequestIdConfig.getDescriptor(),
                                        PreviousHostsPredicate.getDescriptor(),
                                        RawBuffer.getDescriptor(),
                                        DownstreamTlsContext.getDescriptor(),
                                        UpstreamTlsContext.getDescriptor(),
                                        HttpProtocolOptions.getDescriptor(),
                                        com.google.protobuf.Struct.getDescriptor()))
                        .build();
    }
}
