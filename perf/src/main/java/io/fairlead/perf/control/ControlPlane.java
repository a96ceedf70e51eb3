package io.fairlead.perf.control;

import com.github.xds.type.v3.TypedStruct;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.trace.v3.OpenTelemetryConfig;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/// Serves the static resources of an Envoy bootstrap to sidecars, as clusters and listeners.
public final class ControlPlane implements AutoCloseable {
    private static final String TYPES = "type.googleapis.com/";
    private static final JsonFormat.TypeRegistry KNOWN =
            JsonFormat.TypeRegistry.newBuilder()
                    .add(HttpConnectionManager.getDescriptor())
                    .add(TcpProxy.getDescriptor())
                    .add(Router.getDescriptor())
                    .add(HTTPFault.getDescriptor())
                    .add(Cors.getDescriptor())
                    .add(FileAccessLog.getDescriptor())
                    .add(PreviousHostsPredicate.getDescriptor())
                    .add(HttpProtocolOptions.getDescriptor())
                    .add(UpstreamTlsContext.getDescriptor())
                    .add(DownstreamTlsContext.getDescriptor())
                    .add(OpenTelemetryConfig.getDescriptor())
                    .add(TypedStruct.getDescriptor())
                    .add(TlsInspector.getDescriptor())
                    .add(HttpInspector.getDescriptor())
                    .build();

    private final Map<String, List<Resource>> byType;
    private final Server server;

    private ControlPlane(Bootstrap bootstrap) throws IOException {
        this.byType =
                Map.of(
                        TYPES + Cluster.getDescriptor().getFullName(),
                        bootstrap.getStaticResources().getClustersList().stream()
                                .map(cluster -> resource(cluster.getName(), cluster))
                                .toList(),
                        TYPES + Listener.getDescriptor().getFullName(),
                        bootstrap.getStaticResources().getListenersList().stream()
                                .map(listener -> resource(listener.getName(), listener))
                                .toList());
        this.server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .addService(new Ads())
                        .build()
                        .start();
    }

    /// Starts serving.
    ///
    /// @param json an Envoy bootstrap
    public static ControlPlane serving(String json) throws IOException {
        Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
        try {
            JsonFormat.parser().usingTypeRegistry(KNOWN).merge(json, bootstrap);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not an Envoy bootstrap: " + e.getMessage(), e);
        }
        return new ControlPlane(bootstrap.build());
    }

    private static Resource resource(String name, Message message) {
        return Resource.newBuilder()
                .setName(name)
                .setVersion("1")
                .setResource(Any.pack(message))
                .build();
    }

    /// Where it listens.
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Ads
            extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase {
        @Override
        public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
                StreamObserver<DeltaDiscoveryResponse> responses) {
            return new StreamObserver<>() {
                @Override
                public void onNext(DeltaDiscoveryRequest request) {
                    if (request.hasErrorDetail()) {
                        System.err.println(
                                "perf: the sidecar refused its configuration: "
                                        + request.getErrorDetail().getMessage());
                    } else if (request.getResponseNonce().isEmpty()) {
                        responses.onNext(answer(request.getTypeUrl()));
                    }
                }

                @Override
                public void onError(Throwable cause) {} // it has ended

                @Override
                public void onCompleted() {
                    responses.onCompleted();
                }
            };
        }
    }

    private DeltaDiscoveryResponse answer(String type) {
        return DeltaDiscoveryResponse.newBuilder()
                .setTypeUrl(type)
                .setNonce("1")
                .addAllResources(byType.getOrDefault(type, List.of()))
                .build();
    }
}
