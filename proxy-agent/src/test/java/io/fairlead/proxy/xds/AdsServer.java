package io.fairlead.proxy.xds;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.fairlead.proxy.xds.subscribe.ResourceType;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A control plane that says what a test tells it to, and remembers what it was asked.
final class AdsServer implements AutoCloseable {
    private final boolean delta;
    private final Server server;
    private final AtomicInteger nonces = new AtomicInteger();
    private final AtomicReference<@Nullable StreamObserver<DeltaDiscoveryResponse>> deltaStream =
            new AtomicReference<>();
    private final AtomicReference<@Nullable StreamObserver<DiscoveryResponse>> worldStream =
            new AtomicReference<>();
    final BlockingQueue<DeltaDiscoveryRequest> deltaRequests = new LinkedBlockingQueue<>();
    final BlockingQueue<DiscoveryRequest> worldRequests = new LinkedBlockingQueue<>();

    AdsServer(boolean delta) throws IOException {
        this.delta = delta;
        this.server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .addService(new Ads())
                        .build()
                        .start();
    }

    int port() {
        return server.getPort();
    }

    DeltaDiscoveryRequest nextDelta() throws InterruptedException {
        DeltaDiscoveryRequest request = deltaRequests.poll(60, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("the client sent nothing");
        }
        return request;
    }

    /// The next request about this kind; others before it are skipped.
    DeltaDiscoveryRequest nextDelta(ResourceType type) throws InterruptedException {
        DeltaDiscoveryRequest request = nextDelta();
        while (!request.getTypeUrl().equals(type.typeUrl())) {
            request = nextDelta();
        }
        return request;
    }

    DiscoveryRequest nextWorld(ResourceType type) throws InterruptedException {
        while (true) {
            DiscoveryRequest request = worldRequests.poll(60, TimeUnit.SECONDS);
            if (request == null) {
                throw new AssertionError("the client sent nothing about " + type);
            }
            if (request.getTypeUrl().equals(type.typeUrl())) {
                return request;
            }
        }
    }

    void sendDelta(ResourceType type, String version, Map<String, ? extends Message> resources) {
        DeltaDiscoveryResponse.Builder out =
                DeltaDiscoveryResponse.newBuilder()
                        .setTypeUrl(type.typeUrl())
                        .setNonce("n" + nonces.incrementAndGet());
        resources.forEach((name, message) ->
                out.addResources(
                        Resource.newBuilder()
                                .setName(name)
                                .setVersion(version)
                                .setResource(Any.pack(message))));
        StreamObserver<DeltaDiscoveryResponse> stream = deltaStream.get();
        if (stream == null) {
            throw new AssertionError("no stream");
        }
        stream.onNext(out.build());
    }

    void sendWorld(ResourceType type, String version, Iterable<? extends Message> resources) {
        DiscoveryResponse.Builder out =
                DiscoveryResponse.newBuilder()
                        .setTypeUrl(type.typeUrl())
                        .setVersionInfo(version)
                        .setNonce("n" + nonces.incrementAndGet());
        resources.forEach(message -> out.addResources(Any.pack(message)));
        StreamObserver<DiscoveryResponse> stream = worldStream.get();
        if (stream == null) {
            throw new AssertionError("no stream");
        }
        stream.onNext(out.build());
    }

    /// Ends the stream that is open.
    void hangUp() {
        StreamObserver<DeltaDiscoveryResponse> stream = deltaStream.get();
        if (stream != null) {
            stream.onError(Status.UNAVAILABLE.asException());
        }
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
            if (!delta) {
                return super.deltaAggregatedResources(responses);
            }
            deltaStream.set(responses);
            return collect(deltaRequests);
        }

        @Override
        public StreamObserver<DiscoveryRequest> streamAggregatedResources(
                StreamObserver<DiscoveryResponse> responses) {
            worldStream.set(responses);
            return collect(worldRequests);
        }
    }

    private static <T> StreamObserver<T> collect(BlockingQueue<T> into) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T request) {
                into.add(request);
            }

            @Override
            public void onError(Throwable cause) {}

            @Override
            public void onCompleted() {}
        };
    }
}
