package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.fairlead.push.session.TypeUrl;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clients that are slow, many or left behind cost a bounded amount, and others don't feel them.
@Timeout(120)
class DaemonBoundsTest {
    private static final String CART = "outbound|80||cart.default.svc.cluster.local";
    private static final Duration STOP_MAX = Duration.ofSeconds(6);

    /// Of new streams, on this machine.
    private static final int PLACES = 32 * Runtime.getRuntime().availableProcessors();

    @TempDir Path config;

    @Test
    void aClientThatDoesNotReadIsSentOneAnswerOfATypeAndHoldsUpNobody() throws Exception {
        try (RunningDaemon daemon = daemon(100);
                DeafClient deaf = new DeafClient(daemon.xdsPort());
                DeltaProxy other = daemon.proxy("web", "10.244.0.9")) {
            deaf.asks(TypeUrl.CLUSTER, List.of());
            deaf.asks(TypeUrl.ENDPOINT, List.of(CART));
            deaf.asks(TypeUrl.LISTENER, List.of());
            other.until(TypeUrl.ENDPOINT).settle(300);
            double before = daemon.metric("pilot_xds_pushes");

            for (int i = 1; i <= 20; i++) {
                String address = "10.244.0." + (i % 2 == 0 ? 1 : 2);
                daemon.write("cart", Yaml.service("cart", "10.96.0.1", address));
                assertThat(other.until(TypeUrl.ENDPOINT).endpointsOf(CART)).isEqualTo(1);
            }
            for (int i = 0; i < 500; i++) {
                deaf.asks(TypeUrl.ROUTE, List.of("r" + i));
            }
            other.settle(300);

            assertThat(daemon.metric("pilot_xds") + deaf.ended().size()).isEqualTo(2);
            assertThat(daemon.metric("pilot_xds_pushes") - before)
                    .as("twenty answers for the other one, and one with routes for this one")
                    .isBetween(20d, 21d);
        }
    }

    @Test
    void moreNewStreamsThanAreLetInASecondAreToldToComeBack() throws Exception {
        int perSecond = 3;
        try (RunningDaemon daemon = daemon(perSecond)) {
            List<DeltaProxy> proxies = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                proxies.add(new DeltaProxy(daemon.xdsPort()));
            }
            int refused = 0;
            while (refused < 10) {
                refused = (int) daemon.metric("fairlead_xds_refused_streams_total");
                Thread.onSpinWait();
            }
            List<Status> ended = new ArrayList<>();
            for (DeltaProxy proxy : proxies) {
                proxy.endedAlready().ifPresent(ended::add);
                proxy.close();
            }

            assertThat(ended)
                    .isNotEmpty()
                    .allMatch(status -> status.getCode() == Status.Code.RESOURCE_EXHAUSTED)
                    .allMatch(status ->
                            "at most 3 new streams a second".equals(status.getDescription()));
        }
    }

    @Test
    void whoSaysNothingTakesNobodysPlace() throws Exception {
        List<DeltaProxy> proxies = new ArrayList<>();
        try (RunningDaemon daemon = daemon(0)) {
            for (int i = 0; i < PLACES + 10; i++) {
                proxies.add(new DeltaProxy(daemon.xdsPort()));
            }
            proxies.add(daemon.proxy("web", "10.244.1.1"));

            proxies.getLast().until(TypeUrl.ENDPOINT);
            assertThat(daemon.metric("fairlead_xds_refused_streams_total")).isZero();
        } finally {
            proxies.forEach(DeltaProxy::close);
        }
    }

    @Test
    void moreNewStreamsThanThereArePlacesWaitForTheirTurn() throws Exception {
        List<DeltaProxy> proxies = new ArrayList<>();
        try (RunningDaemon daemon = daemon(0)) {
            for (int i = 0; i < 2 * PLACES; i++) {
                proxies.add(daemon.proxy("web-" + i, "10.244.1." + i));
            }
            for (DeltaProxy proxy : proxies) {
                proxy.until(TypeUrl.ENDPOINT);
            }
            assertThat(daemon.metric("fairlead_xds_refused_streams_total")).isZero();
        } finally {
            proxies.forEach(DeltaProxy::close);
        }
    }

    @Test
    void aStopEndsEachStreamCleanlyAndSoon() throws Exception {
        List<DeltaProxy> proxies = new ArrayList<>();
        long began;
        try (RunningDaemon daemon = daemon(100)) {
            for (int i = 0; i < 5; i++) {
                proxies.add(daemon.proxy("web-" + i, "10.244.1." + i));
                proxies.getLast().until(TypeUrl.ENDPOINT).settle(50);
            }
            DeafClient deaf = new DeafClient(daemon.xdsPort());
            deaf.asks(TypeUrl.CLUSTER, List.of());
            began = System.nanoTime();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        assertThat(took).isLessThan(STOP_MAX);
        for (DeltaProxy proxy : proxies) {
            Status ended = proxy.ended();
            assertThat(ended.getCode()).as("%s", ended).isEqualTo(Status.Code.OK);
            assertThat(ended.getDescription()).isEqualTo("completed");
            proxy.close();
        }
    }

    private RunningDaemon daemon(int streamsPerSecond) throws Exception {
        RunningDaemon.write(config, "cart", Yaml.service("cart", "10.96.0.1", "10.244.0.1"));
        return RunningDaemon.start(config, streamsPerSecond);
    }

    /// Asks and never takes an answer from its stream.
    private static final class DeafClient
            implements ClientResponseObserver<DeltaDiscoveryRequest, DeltaDiscoveryResponse>,
                    AutoCloseable {
        private final ManagedChannel channel;
        private final List<String> ended = new java.util.concurrent.CopyOnWriteArrayList<>();
        private ClientCallStreamObserver<DeltaDiscoveryRequest> out;
        private boolean known;

        /// The call gives the request stream before it returns, by {@link #beforeStart}.
        @SuppressWarnings("NullAway.Init")
        DeafClient(int port) {
            channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
            AggregatedDiscoveryServiceGrpc.newStub(channel).deltaAggregatedResources(this);
        }

        void asks(TypeUrl type, List<String> names) {
            DeltaDiscoveryRequest.Builder ask =
                    DeltaProxy.request(type).addAllResourceNamesSubscribe(names);
            if (!known) {
                ask.setNode(RunningDaemon.node("deaf", "10.244.0.66"));
                known = true;
            }
            out.onNext(ask.build());
        }

        List<String> ended() {
            return ended;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<DeltaDiscoveryRequest> stream) {
            out = stream;
            stream.disableAutoRequestWithInitial(0);
        }

        @Override
        public void onNext(DeltaDiscoveryResponse answer) {
            throw new AssertionError("it never asked to read");
        }

        @Override
        public void onError(Throwable cause) {
            ended.add(cause.toString());
        }

        @Override
        public void onCompleted() {
            ended.add("completed");
        }

        @Override
        public void close() {
            channel.shutdownNow();
        }
    }
}
