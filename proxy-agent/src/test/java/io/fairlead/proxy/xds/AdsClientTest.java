package io.fairlead.proxy.xds;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.xds.subscribe.ResourceType;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class AdsClientTest {
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<ProxySnapshot> snapshots = new LinkedBlockingQueue<>();
    private final Stats stats = new Stats();

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private AdsClient client(int port) {
        AdsClient client =
                new AdsClient(
                        new AdsClient.Wiring(
                                group.next(),
                                NioSocketChannel.class,
                                Clock.SYSTEM,
                                new Random(1),
                                stats,
                                this::addresses),
                        GrpcTarget.plain("127.0.0.1", port),
                        new AdsNode(
                                "sidecar~10.0.0.1~a.b~b.svc.cluster.local",
                                "a.b",
                                "{\"NAMESPACE\":\"b\"}"),
                        snapshots::add);
        client.start();
        return client;
    }

    private List<InetAddress> addresses(String name) throws UnknownHostException {
        if (name.equals("a.example")) {
            return List.of(InetAddress.ofLiteral("192.0.2.1"));
        }
        throw new UnknownHostException(name);
    }

    private ProxySnapshot await(Predicate<ProxySnapshot> wanted) throws InterruptedException {
        while (true) {
            ProxySnapshot snapshot = snapshots.poll(10, TimeUnit.SECONDS);
            if (snapshot == null) {
                throw new AssertionError("no such snapshot came");
            }
            if (wanted.test(snapshot)) {
                return snapshot;
            }
        }
    }

    @Test
    void everythingArrivesByDeltaAndIsAcknowledged() throws Exception {
        try (AdsServer server = new AdsServer(true)) {
            client(server.port());
            DeltaDiscoveryRequest first = server.nextDelta();
            assertThat(first.getTypeUrl()).isEqualTo(ResourceType.CLUSTER.typeUrl());
            assertThat(first.getNode().getMetadata().getFieldsOrThrow("NAMESPACE").getStringValue())
                    .isEqualTo("b");
            assertThat(server.nextDelta().getTypeUrl()).isEqualTo(ResourceType.LISTENER.typeUrl());

            server.sendDelta(ResourceType.CLUSTER, "1", Map.of("c", Wire.edsCluster("c")));
            assertThat(server.nextDelta(ResourceType.CLUSTER).getResponseNonce()).isEqualTo("n1");
            assertThat(server.nextDelta().getResourceNamesSubscribeList()).containsExactly("c");
            server.sendDelta(
                    ResourceType.ENDPOINTS, "1", Map.of("c", Wire.endpoints("c", "10.0.0.9", 80)));
            server.sendDelta(
                    ResourceType.LISTENER, "1", Map.of("l", Wire.httpListener("l", 80, "80")));
            assertThat(server.nextDelta(ResourceType.ROUTES).getResourceNamesSubscribeList())
                    .containsExactly("80");
            server.sendDelta(ResourceType.ROUTES, "1", Map.of("80", Wire.routes("80", "c")));

            ProxySnapshot snapshot = await(s -> !s.listeners().isEmpty());
            assertThat(snapshot.clusters()).containsOnlyKeys("c");
            assertThat(snapshot.endpoints().values().iterator().next().size()).isEqualTo(1);
            assertThat(snapshot.routes()).containsOnlyKeys("80");
        }
    }

    @Test
    void namesInAClusterAreLookedUpBeforeARouteLeadsThere() throws Exception {
        try (AdsServer server = new AdsServer(true)) {
            client(server.port());
            server.nextDelta(ResourceType.LISTENER);
            server.sendDelta(
                    ResourceType.CLUSTER,
                    "1",
                    Map.of(
                            "c", Wire.namedCluster("c", "a.example", 443),
                            "lost", Wire.namedCluster("lost", "b.example", 443)));
            server.sendDelta(
                    ResourceType.LISTENER, "1", Map.of("l", Wire.httpListener("l", 80, "80")));
            server.nextDelta(ResourceType.ROUTES);
            server.sendDelta(ResourceType.ROUTES, "1", Map.of("80", Wire.routes("80", "c")));
            ProxySnapshot snapshot = await(s -> !s.listeners().isEmpty());
            assertThat(snapshot.addressOf("c")).contains(new Address("192.0.2.1", 443));
            assertThat(snapshot.addressOf("lost")).isEmpty();
        }
    }

    @Test
    void whatIsRefusedLeavesTheLastGoodVersionInUse() throws Exception {
        try (AdsServer server = new AdsServer(true)) {
            AdsClient client = client(server.port());
            server.nextDelta(ResourceType.LISTENER);
            server.sendDelta(ResourceType.CLUSTER, "1", Map.of());
            server.sendDelta(
                    ResourceType.LISTENER, "1", Map.of("l", Wire.httpListener("l", 80, "80")));
            server.nextDelta(ResourceType.ROUTES);
            server.sendDelta(ResourceType.ROUTES, "1", Map.of("80", Wire.routes("80", "c")));
            await(s -> !s.listeners().isEmpty());
            server.sendDelta(
                    ResourceType.LISTENER,
                    "2",
                    Map.of("l", Listener.newBuilder().setName("l").build()));

            DeltaDiscoveryRequest nack = server.nextDelta(ResourceType.LISTENER);
            while (!nack.hasErrorDetail()) {
                nack = server.nextDelta(ResourceType.LISTENER);
            }
            assertThat(nack.getErrorDetail().getMessage()).contains("filter_chains");
            server.sendDelta(ResourceType.ROUTES, "2", Map.of("80", Wire.routes("80", "d")));
            assertThat(await(s -> s.version() > 1).listeners()).containsOnlyKeys("l");
            assertThat(client.view().refused()).isNotEmpty();
            assertThat(stats.counter(StatName.of("listener_manager.lds", "update_rejected")).sum())
                    .isEqualTo(1);
        }
    }

    @Test
    void hostsThatComeApartAreAskedForOnceAndMakeTheTableWhole() throws Exception {
        try (AdsServer server = new AdsServer(true)) {
            AdsClient client = client(server.port());
            server.nextDelta(ResourceType.LISTENER);
            server.sendDelta(ResourceType.CLUSTER, "1", Map.of());
            server.sendDelta(
                    ResourceType.LISTENER, "1", Map.of("l", Wire.httpListener("l", 80, "80")));
            server.nextDelta(ResourceType.ROUTES);
            server.sendDelta(ResourceType.ROUTES, "1", Map.of("80", ApartHostsTest.table("80", 0)));
            DeltaDiscoveryRequest ask = server.nextDelta(ResourceType.VIRTUAL_HOST);
            assertThat(ask.getResourceNamesSubscribeList()).isEmpty();
            assertThat(ask.getResponseNonce()).isEmpty();

            server.sendDelta(
                    ResourceType.VIRTUAL_HOST,
                    "1",
                    Map.of("80/cart", ApartHostsTest.host("80/cart", "cart")));
            server.nextDelta(ResourceType.VIRTUAL_HOST);
            assertThat(client.view().complete()).isFalse();
            assertThat(client.view().waiting()).contains("routes 80 wait for virtual hosts");
            server.sendDelta(
                    ResourceType.VIRTUAL_HOST,
                    "1",
                    Map.of("80/*", ApartHostsTest.host("80/*", "*")));
            ProxySnapshot whole = await(s -> !s.listeners().isEmpty());
            assertThat(whole.route("80").orElseThrow().virtualHosts()).hasSize(2);
            server.nextDelta(ResourceType.VIRTUAL_HOST);

            server.sendDelta(
                    ResourceType.VIRTUAL_HOST,
                    "2",
                    Map.of("80/cart", ApartHostsTest.host("80/cart")));
            DeltaDiscoveryRequest nack = server.nextDelta(ResourceType.VIRTUAL_HOST);
            assertThat(nack.getErrorDetail().getMessage()).contains("80/cart");
            server.hangUp();
            DeltaDiscoveryRequest again = server.nextDelta(ResourceType.VIRTUAL_HOST);
            assertThat(again.getResourceNamesSubscribeList()).isEmpty();
            assertThat(again.getInitialResourceVersionsMap())
                    .isEqualTo(Map.of("80/cart", "1", "80/*", "1"));
        }
    }

    @Test
    void aNewStreamSaysWhatIsThereAlready() throws Exception {
        try (AdsServer server = new AdsServer(true)) {
            client(server.port());
            server.nextDelta(ResourceType.LISTENER);
            server.sendDelta(ResourceType.CLUSTER, "7", Map.of("c", Wire.edsCluster("c")));
            server.nextDelta(ResourceType.ENDPOINTS);
            server.sendDelta(
                    ResourceType.ENDPOINTS, "8", Map.of("c", Wire.endpoints("c", "10.0.0.9", 80)));
            await(s -> !s.endpoints().isEmpty());
            server.nextDelta(ResourceType.ENDPOINTS);
            server.deltaRequests.clear();
            server.hangUp();

            DeltaDiscoveryRequest again = server.nextDelta(ResourceType.CLUSTER);
            assertThat(again.hasNode()).isTrue();
            assertThat(again.getInitialResourceVersionsMap()).containsExactly(Map.entry("c", "7"));
            DeltaDiscoveryRequest endpoints = server.nextDelta(ResourceType.ENDPOINTS);
            assertThat(endpoints.getResourceNamesSubscribeList()).containsExactly("c");
            assertThat(endpoints.getInitialResourceVersionsMap())
                    .containsExactly(Map.entry("c", "8"));
        }
    }

    @Test
    void aServerWithoutDeltaIsAskedForTheStateOfTheWorld() throws Exception {
        try (AdsServer server = new AdsServer(false)) {
            client(server.port());
            server.nextWorld(ResourceType.CLUSTER);
            server.sendWorld(
                    ResourceType.CLUSTER,
                    "v1",
                    List.of(Wire.edsCluster("c"), Wire.edsCluster("d")));
            DiscoveryRequest ack = server.nextWorld(ResourceType.CLUSTER);
            assertThat(ack.getVersionInfo()).isEqualTo("v1");
            assertThat(server.nextWorld(ResourceType.ENDPOINTS).getResourceNamesList())
                    .containsExactly("c", "d");
            server.sendWorld(
                    ResourceType.ENDPOINTS,
                    "v1",
                    List.of(
                            Wire.endpoints("c", "10.0.0.9", 80),
                            Wire.endpoints("d", "10.0.0.8", 80)));
            await(s -> s.clusters().size() == 2);
            server.sendWorld(ResourceType.CLUSTER, "v2", List.of(Wire.edsCluster("d")));
            assertThat(await(s -> s.clusters().size() == 1).clusters()).containsOnlyKeys("d");
        }
    }

    @Test
    void aServerThatIsNotThereYetIsFoundLater() throws Exception {
        int port;
        try (AdsServer server = new AdsServer(true)) {
            port = server.port();
        }
        AdsClient client = client(port);
        assertThat(client.view().connected()).isFalse();
        assertThat(snapshots.poll(300, TimeUnit.MILLISECONDS)).isNull();
        assertThat(client.view().complete()).isFalse();
    }
}
