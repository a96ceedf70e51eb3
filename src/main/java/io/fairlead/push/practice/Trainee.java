package io.fairlead.push.practice;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.fairlead.push.session.TypeUrl;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A client that asks as a sidecar does and takes everything; it tells when routes have come.
public final class Trainee implements AutoCloseable {
    private static final Node NODE =
            Node.newBuilder()
                    .setId("sidecar~10.244.0.10~cart-1.shop~shop.svc.cluster.local")
                    .build();

    private final ManagedChannel channel;
    private final Semaphore routes = new Semaphore(0);

    private Trainee(ManagedChannel channel) {
        this.channel = channel;
    }

    /// Connects to a server on this machine and asks for clusters; all else follows from the answers.
    public static Trainee connect(int port) {
        Trainee trainee =
                new Trainee(
                        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
        Stream stream = new Stream(trainee.routes);
        stream.out =
                AggregatedDiscoveryServiceGrpc.newStub(trainee.channel)
                        .deltaAggregatedResources(stream);
        stream.out.onNext(ask(TypeUrl.CLUSTER).setNode(NODE).build());
        return trainee;
    }

    /// Waits for the next answer with routes.
    public boolean awaitRoutes(Duration patience) throws InterruptedException {
        return routes.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static DeltaDiscoveryRequest.Builder ask(TypeUrl type) {
        return DeltaDiscoveryRequest.newBuilder().setTypeUrl(type.url());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private static final class Stream implements StreamObserver<DeltaDiscoveryResponse> {
        private final Semaphore routes;
        private StreamObserver<DeltaDiscoveryRequest> out;

        @SuppressWarnings("NullAway.Init") // The way out is there before the first answer.
        Stream(Semaphore routes) {
            this.routes = routes;
        }

        @Override
        public void onNext(DeltaDiscoveryResponse answer) {
            TypeUrl type = new TypeUrl(answer.getTypeUrl());
            out.onNext(ask(type).setResponseNonce(answer.getNonce()).build());
            if (type.equals(TypeUrl.CLUSTER)) {
                DeltaDiscoveryRequest.Builder endpoints = ask(TypeUrl.ENDPOINT);
                answer.getResourcesList().stream()
                        .map(resource -> resource.getName())
                        .filter(name -> name.startsWith("outbound|"))
                        .forEach(endpoints::addResourceNamesSubscribe);
                out.onNext(endpoints.build());
                out.onNext(ask(TypeUrl.LISTENER).build());
                out.onNext(ask(TypeUrl.ROUTE).addResourceNamesSubscribe("80").build());
            }
            if (type.equals(TypeUrl.ROUTE)) {
                routes.release();
            }
        }

        @Override
        public void onError(Throwable cause) {
            // Then the training runs into its time limit and says so.
        }

        @Override
        public void onCompleted() {
            // As above.
        }
    }
}
