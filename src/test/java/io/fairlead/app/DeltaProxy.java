package io.fairlead.app;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.fairlead.push.session.TypeUrl;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client made of nothing but the generated stub: takes what it gets, subscribes to the endpoints of its clusters, and
/// keeps a record. One thread, the test's, drives it.
final class DeltaProxy implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    private final Runnable closing;
    private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
    private final StreamObserver<DeltaDiscoveryRequest> out;
    private final Map<String, Map<String, Resource>> held = new TreeMap<>();
    private final List<String> log = new ArrayList<>();
    private boolean refusing;

    DeltaProxy(int port) {
        this(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
    }

    private DeltaProxy(ManagedChannel channel) {
        this(channel, channel::shutdownNow);
    }

    /// Over a channel that somebody else opened.
    DeltaProxy(Channel channel, Runnable onClose) {
        closing = onClose;
        out =
                AggregatedDiscoveryServiceGrpc.newStub(channel)
                        .deltaAggregatedResources(
                                new StreamObserver<>() {
                                    @Override
                                    public void onNext(DeltaDiscoveryResponse response) {
                                        arrived.add(response);
                                    }

                                    @Override
                                    public void onError(Throwable cause) {
                                        arrived.add(cause);
                                    }

                                    @Override
                                    public void onCompleted() {
                                        arrived.add("completed");
                                    }
                                });
    }

    static Node node(String id, String ip, Map<String, String> labels) {
        Struct.Builder of = Struct.newBuilder();
        labels.forEach((k, v) -> of.putFields(k, Value.newBuilder().setStringValue(v).build()));
        return Node.newBuilder()
                .setId("sidecar~" + ip + "~" + id + "~default.svc.cluster.local")
                .setMetadata(
                        Struct.newBuilder()
                                .putFields("LABELS", Value.newBuilder().setStructValue(of).build()))
                .build();
    }

    void send(DeltaDiscoveryRequest request) {
        out.onNext(request);
    }

    /// Introduces itself and asks for clusters and listeners.
    void start(Node node) {
        send(request(TypeUrl.CLUSTER).setNode(node).build());
        send(request(TypeUrl.LISTENER).build());
    }

    void subscribe(TypeUrl type, List<String> names) {
        send(request(type).addAllResourceNamesSubscribe(names).build());
    }

    /// From now on refuses everything.
    void refuses() {
        refusing = true;
    }

    static DeltaDiscoveryRequest.Builder request(TypeUrl type) {
        return DeltaDiscoveryRequest.newBuilder().setTypeUrl(type.url());
    }

    /// Takes answers until one of this type came.
    DeltaProxy until(TypeUrl type) throws InterruptedException {
        while (!take().getTypeUrl().equals(type.url())) {
            // The next one then.
        }
        return this;
    }

    /// Takes answers until there is silence.
    DeltaProxy settle(long silenceMillis) throws InterruptedException {
        Object next = arrived.poll(silenceMillis, TimeUnit.MILLISECONDS);
        while (next != null) {
            handle((DeltaDiscoveryResponse) next);
            next = arrived.poll(silenceMillis, TimeUnit.MILLISECONDS);
        }
        return this;
    }

    DeltaDiscoveryResponse take() throws InterruptedException {
        Object next = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!(next instanceof DeltaDiscoveryResponse response)) {
            throw new AssertionError("expected an answer, got " + next + " after " + log);
        }
        handle(response);
        return response;
    }

    /// How the server ended the stream.
    io.grpc.Status ended() throws InterruptedException {
        Object next = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return next instanceof Throwable cause
                ? io.grpc.Status.fromThrowable(cause)
                : io.grpc.Status.OK.withDescription(String.valueOf(next));
    }

    /// The same, if it did already.
    Optional<io.grpc.Status> endedAlready() {
        return arrived.peek() instanceof Throwable cause
                ? Optional.of(io.grpc.Status.fromThrowable(cause))
                : Optional.empty();
    }

    private void handle(DeltaDiscoveryResponse response) {
        TypeUrl type = new TypeUrl(response.getTypeUrl());
        log.add(type.shortName());
        DeltaDiscoveryRequest.Builder answer = request(type).setResponseNonce(response.getNonce());
        if (refusing) {
            send(answer.setErrorDetail(Status.newBuilder().setCode(13).setMessage("no")).build());
            return;
        }
        Map<String, Resource> of = held.computeIfAbsent(type.url(), _ -> new TreeMap<>());
        List<String> fresh = new ArrayList<>();
        for (Resource resource : response.getResourcesList()) {
            if (of.put(resource.getName(), resource) == null) {
                fresh.add(resource.getName());
            }
        }
        response.getRemovedResourcesList().forEach(of::remove);
        send(answer.build());
        if (type.equals(TypeUrl.CLUSTER)) {
            List<String> outbound = fresh.stream().filter(n -> n.startsWith("outbound|")).toList();
            if (!outbound.isEmpty()) {
                subscribe(TypeUrl.ENDPOINT, outbound);
            }
        }
    }

    Map<String, Resource> held(TypeUrl type) {
        return held.getOrDefault(type.url(), Map.of());
    }

    /// Types of the answers taken since the last call.
    List<String> types() {
        List<String> types = List.copyOf(log);
        log.clear();
        return types;
    }

    int endpointsOf(String cluster) {
        @Nullable Resource resource = held(TypeUrl.ENDPOINT).get(cluster);
        if (resource == null) {
            return 0;
        }
        try {
            Any body = resource.getResource();
            return ClusterLoadAssignment.parseFrom(body.getValue()).getEndpointsList().stream()
                    .mapToInt(locality -> locality.getLbEndpointsCount())
                    .sum();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        closing.run();
    }
}
