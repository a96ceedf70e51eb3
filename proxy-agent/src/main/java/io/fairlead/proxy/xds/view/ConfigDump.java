package io.fairlead.proxy.xds.view;

import com.github.xds.type.v3.TypedStruct;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// Envoy's `/config_dump` of what was received: the bytes of the wire, printed as JSON. Only here are descriptors
/// loaded.
public final class ConfigDump {
    private static final String PREFIX = "type.googleapis.com/";

    private ConfigDump() {}

    /// In parts, one for each resource: the whole of a large mesh is never in memory.
    ///
    /// @param endpoints print EDS too (`include_eds`)
    /// @param nodeBytes the node of this proxy, serialized
    /// @param secrets the part that shows secrets, as JSON
    public static Iterator<String> json(
            ConfigView view, ByteString nodeBytes, boolean endpoints, String secrets) {
        List<Iterator<String>> configs = new ArrayList<>();
        configs.add(JsonParts.one(print(bootstrap(nodeBytes))));
        configs.add(
                section(
                        ClustersConfigDump.getDescriptor(),
                        "dynamic_active_clusters",
                        JsonParts.ones(of(view, ResourceType.CLUSTER).map(ConfigDump::cluster))));
        configs.add(
                section(
                        ListenersConfigDump.getDescriptor(),
                        "dynamic_listeners",
                        JsonParts.ones(of(view, ResourceType.LISTENER).map(ConfigDump::listener))));
        if (endpoints) {
            configs.add(
                    section(
                            EndpointsConfigDump.getDescriptor(),
                            "dynamic_endpoint_configs",
                            JsonParts.ones(
                                    of(view, ResourceType.ENDPOINTS).map(ConfigDump::assignment))));
        }
        configs.add(
                section(
                        RoutesConfigDump.getDescriptor(),
                        "dynamic_route_configs",
                        of(view, ResourceType.ROUTES).map(one -> table(view, one)).iterator()));
        configs.add(JsonParts.one(secrets));
        return JsonParts.object("", "configs", configs.iterator());
    }

    private static Iterator<String> section(
            Descriptor type, String list, Iterator<Iterator<String>> items) {
        return JsonParts.object("\"@type\": \"" + PREFIX + type.getFullName() + "\"", list, items);
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

    private static String cluster(Received one) {
        return print(
                ClustersConfigDump.DynamicCluster.newBuilder()
                        .setVersionInfo(one.version())
                        .setLastUpdated(time(one))
                        .setCluster(any(one))
                        .build());
    }

    private static String listener(Received one) {
        return print(
                ListenersConfigDump.DynamicListener.newBuilder()
                        .setName(one.name())
                        .setActiveState(
                                ListenersConfigDump.DynamicListenerState.newBuilder()
                                        .setVersionInfo(one.version())
                                        .setLastUpdated(time(one))
                                        .setListener(any(one)))
                        .build());
    }

    private static String assignment(Received one) {
        return print(
                EndpointsConfigDump.DynamicEndpointConfig.newBuilder()
                        .setVersionInfo(one.version())
                        .setLastUpdated(time(one))
                        .setEndpointConfig(any(one))
                        .build());
    }

    /// Hosts that came apart stand in their route configuration, as Envoy shows them, and under Istio's names.
    private static Iterator<String> table(ConfigView view, Received table) {
        String start = table.name() + "/";
        RoutesConfigDump.DynamicRouteConfig.Builder about =
                RoutesConfigDump.DynamicRouteConfig.newBuilder()
                        .setVersionInfo(table.version())
                        .setLastUpdated(time(table));
        RouteConfiguration whole;
        try {
            whole = RouteConfiguration.parseFrom(table.bytes());
        } catch (InvalidProtocolBufferException _) {
            return JsonParts.one(print(about.setRouteConfig(any(table)).build()));
        }
        Iterator<String> hosts =
                JsonParts.object(
                        inner(print(Any.pack(whole.toBuilder().clearVirtualHosts().build()))),
                        "virtual_hosts",
                        JsonParts.ones(
                                Stream.concat(
                                        whole.getVirtualHostsList().stream().map(ConfigDump::print),
                                        of(view, ResourceType.VIRTUAL_HOST)
                                                .filter(host -> host.name().startsWith(start))
                                                .map(host -> apart(host, start)))));
        return JsonParts.chain(
                List.of(
                        JsonParts.one("{" + inner(print(about.build())) + ", \"route_config\": "),
                        hosts,
                        JsonParts.one("}")));
    }

    private static String apart(Received host, String start) {
        try {
            return print(
                    VirtualHost.parseFrom(host.bytes()).toBuilder()
                            .setName(host.name().substring(start.length()))
                            .build());
        } catch (InvalidProtocolBufferException e) {
            return error(e);
        }
    }

    /// The fields of a JSON object, without its braces.
    private static String inner(String object) {
        return object.strip().substring(1, object.strip().length() - 1).strip();
    }

    private static Stream<Received> of(ConfigView view, ResourceType type) {
        return view.received().stream().filter(one -> one.type() == type);
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

    private static String print(Message message) {
        try {
            return Known.PRINTER.print(message);
        } catch (InvalidProtocolBufferException _) {
            // Something inside has a type that isn't in the registry: print the rest without it.
            return printWithoutUnknown(message);
        }
    }

    private static String printWithoutUnknown(Message message) {
        try {
            return Known.PRINTER.print(UnknownTypes.replaced(message, Known.TYPES));
        } catch (InvalidProtocolBufferException e) {
            return error(e);
        }
    }

    private static String error(InvalidProtocolBufferException e) {
        return "{\"error\": " + new JsonPrimitive(String.valueOf(e.getMessage())) + "}";
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

        static final JsonFormat.Printer PRINTER =
                JsonFormat.printer().preservingProtoFieldNames().usingTypeRegistry(TYPES);
    }
}
