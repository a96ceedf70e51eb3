package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.protobuf.Value;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.status.v3.ClientConfig;
import io.envoyproxy.envoy.service.status.v3.ClientConfig.GenericXdsConfig;
import io.envoyproxy.envoy.service.status.v3.ConfigStatus;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.testing.SecureClient;
import io.fairlead.testing.SecureClient.Credentials;
import io.fairlead.testing.TokenMint;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What istioctl asks over xDS, by a client that sends what it sends: to whom the daemon answers, and what.
class QuestionsTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final TokenMint MINT = TokenMint.ec("one");
    private static final String SYNCZ = "istio.io/debug/syncz";
    private static final String DUMP = "istio.io/debug/config_dump";
    private static final String PAGE = "istio.io/debug";
    private static final int PATIENCE_SECONDS = 20;

    @TempDir Path dir;
    private Daemon daemon;
    private String root;
    private SecureClient pod;
    private DeltaProxy proxy;

    @BeforeEach
    void start() throws Exception {
        Path config = Files.createDirectory(dir.resolve("config"));
        Files.writeString(
                config.resolve("cart.yaml"), Yaml.service("cart", "10.96.0.1", "10.244.0.1"));
        Files.writeString(dir.resolve("jwks.json"), MINT.jwks());
        daemon =
                new Daemon(
                        new DaemonOptions(
                                List.of(config), null, ANY, ANY, ANY, 100, Secured.in(dir)));
        daemon.start();
        assertThat(daemon.awaitReady(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
        root = Files.readString(dir.resolve("ca/root-cert.pem"));
        pod = by("default", "web");
        proxy = new DeltaProxy(pod.channel(), () -> {});
    }

    @AfterEach
    void stop() {
        proxy.close();
        pod.close();
        daemon.close();
    }

    @Test
    void proxyStatusSaysHowFarEachProxyIs() throws Exception {
        Instant before = Instant.now();
        join();
        try (SecureClient istioctl = by("istio-system", "default")) {
            DiscoveryResponse answer = answer(istioctl.channel(), SYNCZ);
            assertThat(answer.getTypeUrl()).isEqualTo(SYNCZ);
            assertThat(answer.getControlPlane().getIdentifier())
                    .contains("\"Component\":\"istiod\"", "\"ID\":\"istiod\"")
                    .contains("\"version\":\"0.1.0\"");
            // Not istioctl itself.
            assertThat(answer.getResourcesCount()).isEqualTo(1);
            ClientConfig status = answer.getResources(0).unpack(ClientConfig.class);
            assertThat(status.getNode().getId()).isEqualTo("web-1.default");
            assertThat(status.getNode().getMetadata().getFieldsMap())
                    .containsEntry("NAMESPACE", text("default"))
                    .containsEntry("ISTIO_VERSION", text("1.32"))
                    .containsEntry("CLUSTER_ID", text("Kubernetes"));
            assertThat(status.getGenericXdsConfigsList())
                    .extracting(config -> config.getLastUpdated().getSeconds())
                    .allSatisfy(seconds ->
                            assertThat(seconds)
                                    .isBetween(
                                            before.getEpochSecond(),
                                            Instant.now().getEpochSecond()));
            assertThat(status.getGenericXdsConfigsList())
                    .extracting(GenericXdsConfig::getTypeUrl, GenericXdsConfig::getConfigStatus)
                    .contains(
                            tuple(TypeUrl.CLUSTER.url(), ConfigStatus.SYNCED),
                            tuple(TypeUrl.LISTENER.url(), ConfigStatus.SYNCED));
        }
    }

    @Test
    void whatAProxyRefusesIsAnError() throws Exception {
        proxy.refuses();
        join();
        try (SecureClient istioctl = by("istio-system", "default")) {
            ClientConfig status =
                    answer(istioctl.channel(), SYNCZ).getResources(0).unpack(ClientConfig.class);
            GenericXdsConfig clusters = status.getGenericXdsConfigs(0);
            assertThat(clusters.getConfigStatus()).isEqualTo(ConfigStatus.ERROR);
            assertThat(clusters.getErrorState().getDetails()).isEqualTo("no");
        }
    }

    @Test
    void configDumpIsWhatOneProxyWasSent() throws Exception {
        join();
        try (SecureClient istioctl = by("istio-system", "default")) {
            DiscoveryResponse answer = answer(istioctl.channel(), DUMP, "web-1.default");
            assertThat(answer.getResourcesCount()).isEqualTo(4);
            ClustersConfigDump clusters = answer.getResources(0).unpack(ClustersConfigDump.class);
            assertThat(clusters.getDynamicActiveClustersCount())
                    .isEqualTo(proxy.held(TypeUrl.CLUSTER).size());
            // By this istioctl knows that it has to ask another daemon.
            assertThat(said(answer(istioctl.channel(), DUMP, "gone-1.default")))
                    .contains("Proxy not connected to this Pilot instance");
        }
    }

    @Test
    void thePagesAreThoseOfTheHttpPort() throws Exception {
        join();
        try (SecureClient istioctl = by("istio-system", "default")) {
            assertThat(said(answer(istioctl.channel(), PAGE, "syncz")))
                    .contains("\"proxy\" : \"web-1.default\"");
            assertThat(
                            said(
                                    answer(
                                            istioctl.channel(),
                                            PAGE,
                                            "config_dump?x=y&proxyID=web%2D1.default")))
                    .contains("dynamic_active_clusters");
            assertThat(said(answer(istioctl.channel(), PAGE, "list"))).contains("/debug/syncz");
            assertThat(said(answer(istioctl.channel(), PAGE, "nothing")))
                    .contains("404 page not found");
        }
    }

    @Test
    void whoAsksForAPageNamesOne() throws Exception {
        try (SecureClient istioctl = by("istio-system", "default")) {
            assertThat(refused(istioctl.channel(), PAGE, "syncz", "edges").getCode())
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(refused(istioctl.channel(), DUMP).getDescription())
                    .contains("one thing, not for 0");
        }
    }

    @Test
    void aStrangerSeesHisNamespaceOnly() throws Exception {
        join();
        try (SecureClient stranger = by("other", "web");
                SecureClient neighbour = by("default", "cart")) {
            assertThat(answer(stranger.channel(), SYNCZ).getResourcesList()).isEmpty();
            assertThat(said(answer(stranger.channel(), DUMP, "web-1.default")))
                    .contains("Proxy not connected");
            assertThat(answer(neighbour.channel(), SYNCZ).getResourcesCount()).isEqualTo(1);
            Status refused = refused(neighbour.channel(), PAGE, "syncz");
            assertThat(refused.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(refused.getDescription()).contains("/ns/default/sa/cart", "istio-system");
        }
    }

    @Test
    void whoProvesNothingIsToldNothing() {
        ManagedChannel plain =
                NettyChannelBuilder.forAddress("127.0.0.1", daemon.xdsPort())
                        .usePlaintext()
                        .build();
        try {
            Status refused = refused(plain, SYNCZ);
            assertThat(refused.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(refused.getDescription()).contains("15012");
        } finally {
            plain.shutdownNow();
        }
    }

    /// An agent asks in the name of its pod, on the stream of its proxy; what it asked is no subscription.
    @Test
    void aProxyMayAskOnItsOwnStream() throws Exception {
        proxy.send(DeltaDiscoveryRequest.newBuilder().setTypeUrl(SYNCZ).setNode(node()).build());
        DeltaDiscoveryResponse none = proxy.take();
        assertThat(none.getTypeUrl()).isEqualTo(SYNCZ);
        assertThat(none.getResourcesList()).isEmpty();
        proxy.send(DeltaProxy.request(TypeUrl.CLUSTER).build());
        proxy.send(DeltaProxy.request(TypeUrl.LISTENER).build());
        proxy.until(TypeUrl.LISTENER).settle(50);
        proxy.send(DeltaDiscoveryRequest.newBuilder().setTypeUrl(SYNCZ).build());
        DeltaDiscoveryResponse itself = proxy.take();
        assertThat(itself.getResourcesList()).extracting("name").containsExactly("web-1.default");
        assertThat(
                        itself.getResources(0)
                                .getResource()
                                .unpack(ClientConfig.class)
                                .getGenericXdsConfigsList())
                .extracting(GenericXdsConfig::getTypeUrl)
                .doesNotContain(SYNCZ);
    }

    private void join() throws InterruptedException {
        proxy.start(node());
        proxy.until(TypeUrl.CLUSTER).settle(200);
    }

    private static Node node() {
        Node.Builder node = DeltaProxy.node("web-1.default", "10.244.0.9", Map.of()).toBuilder();
        node.getMetadataBuilder()
                .putFields("NAMESPACE", text("default"))
                .putFields("SERVICE_ACCOUNT", text("web"))
                .putFields("ISTIO_VERSION", text("1.32"))
                .putFields("CLUSTER_ID", text("Kubernetes"));
        return node.build();
    }

    private static Value text(String value) {
        return Value.newBuilder().setStringValue(value).build();
    }

    private SecureClient by(String namespace, String account) throws Exception {
        return new SecureClient(
                daemon.securePort(),
                root,
                Credentials.token(MINT.token(namespace, account, Instant.now())));
    }

    private static String said(DiscoveryResponse answer) {
        assertThat(answer.getResourcesCount()).isEqualTo(1);
        return answer.getResources(0).getValue().toStringUtf8();
    }

    private static DiscoveryResponse answer(Channel channel, String type, String... names)
            throws Exception {
        return ask(channel, type, names).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Status refused(Channel channel, String type, String... names) {
        return ask(channel, type, names)
                .handle((_, wrong) -> wrong == null ? Status.OK : Status.fromThrowable(wrong))
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /// As istioctl does: it introduces itself as if it were a sidecar, and has a nonce before it has an answer.
    private static CompletableFuture<DiscoveryResponse> ask(
            Channel channel, String type, String... names) {
        CompletableFuture<DiscoveryResponse> first = new CompletableFuture<>();
        StreamObserver<DiscoveryRequest> out =
                AggregatedDiscoveryServiceGrpc.newStub(channel)
                        .streamAggregatedResources(
                                new StreamObserver<>() {
                                    @Override
                                    public void onNext(DiscoveryResponse response) {
                                        first.complete(response);
                                    }

                                    @Override
                                    public void onError(Throwable cause) {
                                        first.completeExceptionally(cause);
                                    }

                                    @Override
                                    public void onCompleted() {
                                        first.completeExceptionally(
                                                new AssertionError("no answer"));
                                    }
                                });
        out.onNext(
                DiscoveryRequest.newBuilder()
                        .setTypeUrl(type)
                        .addAllResourceNames(List.of(names))
                        .setResponseNonce("2026-11-28 10:00:00 +0000 UTC")
                        .setNode(
                                Node.newBuilder()
                                        .setId(
                                                "sidecar~10.0.0.1~test-1.default~default.svc.cluster.local"))
                        .build());
        var _ = first.whenComplete((_, _) -> out.onCompleted());
        return first;
    }
}
