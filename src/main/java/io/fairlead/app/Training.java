package io.fairlead.app;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.fairlead.push.session.TypeUrl;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Walks the paths that a start, a first connection and a first question take, so that the start-up cache made from
/// this run knows their classes.
final class Training {

    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<String> PAGES =
            List.of(
                    "/ready",
                    "/metrics",
                    "/version",
                    "/debug/problems",
                    "/debug/syncz",
                    "/debug/config_dump?proxyID=cart-1.shop");

    private Training() {}

    /// Exit status: 0 when a proxy was served.
    static int run() throws IOException, InterruptedException {
        Path config = Files.createTempDirectory("fairlead-training");
        Path file = config.resolve("mesh.yaml");
        try (InputStream mesh =
                Objects.requireNonNull(Training.class.getResourceAsStream("training.yaml"))) {
            Files.copy(mesh, file);
        }
        try (Daemon daemon =
                new Daemon(new DaemonOptions(List.of(config), null, ANY, ANY, ANY, 0))) {
            daemon.start();
            boolean served = daemon.awaitReady(PATIENCE) && connect(daemon.xdsPort(), daemon, file);
            return served ? 0 : 1;
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(config);
        }
    }

    private static boolean connect(int port, Daemon daemon, Path file)
            throws IOException, InterruptedException {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        Trainee trainee = new Trainee();
        try {
            trainee.start(AggregatedDiscoveryServiceGrpc.newStub(channel));
            boolean served = trainee.await(PATIENCE);
            for (String page : PAGES) {
                get(daemon.monitoringPort(), page);
            }
            Files.writeString(file, Files.readString(file).replace("weight: 90", "weight: 50"));
            return trainee.await(PATIENCE) && served;
        } finally {
            channel.shutdownNow();
        }
    }

    private static void get(int port, String path) throws IOException {
        URL page = URI.create("http://127.0.0.1:" + port + path).toURL();
        try (InputStream body = page.openStream()) {
            body.readAllBytes();
        }
    }

    /// A client that takes everything; it counts the answers with routes.
    private static final class Trainee implements StreamObserver<DeltaDiscoveryResponse> {

        private final CountDownLatch first = new CountDownLatch(1);
        private final CountDownLatch second = new CountDownLatch(1);
        private StreamObserver<DeltaDiscoveryRequest> out;

        @SuppressWarnings("NullAway.Init") // The stream is there before the first answer.
        Trainee() {}

        void start(AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceStub stub) {
            out = stub.deltaAggregatedResources(this);
            Node node =
                    Node.newBuilder()
                            .setId("sidecar~10.244.0.10~cart-1.shop~shop.svc.cluster.local")
                            .build();
            out.onNext(ask(TypeUrl.CLUSTER).setNode(node).build());
        }

        boolean await(Duration patience) throws InterruptedException {
            CountDownLatch next = first.getCount() > 0 ? first : second;
            return next.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        }

        private static DeltaDiscoveryRequest.Builder ask(TypeUrl type) {
            return DeltaDiscoveryRequest.newBuilder().setTypeUrl(type.url());
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
                (first.getCount() > 0 ? first : second).countDown();
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
