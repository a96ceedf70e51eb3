package io.fairlead.proxy.identity.sds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.rpc.Status;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.fairlead.proxy.grpc.GrpcMethods;
import io.fairlead.proxy.identity.TestCa;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SdsStreamTest {
    private final TestCa root = TestCa.root(Instant.now());
    private final FixedSecrets secrets = new FixedSecrets();
    private final List<byte[]> sent = new ArrayList<>();
    private final List<SdsStream> closed = new ArrayList<>();
    private int status = -1;

    private SdsStream open(String method) {
        GrpcMethods.Answer answer =
                new GrpcMethods.Answer() {
                    @Override
                    public void send(byte[] message) {
                        sent.add(message);
                    }

                    @Override
                    public void end(int how, String reason) {
                        status = how;
                    }
                };
        return SdsStream.open(
                        "/envoy.service.secret.v3.SecretDiscoveryService/" + method,
                        answer,
                        name -> ShownSecret.of(name, secrets),
                        closed::add)
                .orElseThrow();
    }

    private static ByteString world(String nonce, String... names) {
        return DiscoveryRequest.newBuilder()
                .setTypeUrl(SdsStream.TYPE)
                .setResponseNonce(nonce)
                .addAllResourceNames(List.of(names))
                .build()
                .toByteString();
    }

    private static ByteString subscribe(String... names) {
        return DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(SdsStream.TYPE)
                .addAllResourceNamesSubscribe(List.of(names))
                .build()
                .toByteString();
    }

    private DiscoveryResponse lastWorld() throws Exception {
        return DiscoveryResponse.parseFrom(sent.getLast());
    }

    private List<String> lastDelta() throws Exception {
        return DeltaDiscoveryResponse.parseFrom(sent.getLast()).getResourcesList().stream()
                .map(Resource::getName)
                .toList();
    }

    @Test
    void aSecretIsToldOnceAndAgainWhenItWasRenewed() throws Exception {
        secrets.renew(root);
        SdsStream stream = open("StreamSecrets");

        stream.onMessage(world("", "default"));
        assertThat(sent).hasSize(1);
        Secret secret = lastWorld().getResources(0).unpack(Secret.class);
        assertThat(secret.getName()).isEqualTo("default");
        assertThat(secret.getTlsCertificate().getPrivateKey().getInlineBytes().toStringUtf8())
                .startsWith("-----BEGIN PRIVATE KEY-----");
        String version = lastWorld().getVersionInfo();

        stream.onMessage(world(lastWorld().getNonce(), "default"));
        stream.refresh();
        assertThat(sent).hasSize(1);

        secrets.renew(root);
        stream.refresh();
        assertThat(sent).hasSize(2);
        assertThat(lastWorld().getVersionInfo()).isNotEqualTo(version);
    }

    @Test
    void whatIsNotThereYetIsToldWhenItComes() throws Exception {
        SdsStream stream = open("StreamSecrets");
        stream.onMessage(world("", "ROOTCA"));
        assertThat(sent).isEmpty();

        secrets.renew(root);
        stream.refresh();

        Secret secret = lastWorld().getResources(0).unpack(Secret.class);
        assertThat(secret.getValidationContext().getTrustedCa().getInlineBytes().toStringUtf8())
                .isEqualTo(root.pem());
    }

    @Test
    void anotherSetOfNamesIsToldAtOnceAndAStaleAnswerIsIgnored() throws Exception {
        secrets.renew(root);
        SdsStream stream = open("StreamSecrets");
        stream.onMessage(world("", "default"));
        stream.onMessage(world("77", "default", "ROOTCA"));
        assertThat(sent).hasSize(1);

        stream.onMessage(world(lastWorld().getNonce(), "default", "ROOTCA"));

        assertThat(lastWorld().getResourcesCount()).isEqualTo(2);
    }

    @Test
    void byDeltaOnlyWhatChangedIsTold() throws Exception {
        secrets.renew(root);
        SdsStream stream = open("DeltaSecrets");
        stream.onMessage(subscribe("default", "ROOTCA", "nobody"));
        assertThat(lastDelta()).containsExactly("default", "ROOTCA");

        secrets.renew(root);
        stream.refresh();
        assertThat(lastDelta()).containsExactly("default");

        stream.onMessage(
                DeltaDiscoveryRequest.newBuilder()
                        .addResourceNamesUnsubscribe("default")
                        .build()
                        .toByteString());
        secrets.renew(root);
        stream.refresh();
        assertThat(sent).hasSize(2);
    }

    @Test
    void whatTheClientHasFromAnEarlierStreamIsNotToldAgain() {
        secrets.renew(root);
        String version = ShownSecret.of("default", secrets).orElseThrow().version();

        open("DeltaSecrets")
                .onMessage(
                        DeltaDiscoveryRequest.newBuilder()
                                .addResourceNamesSubscribe("default")
                                .putInitialResourceVersions("default", version)
                                .build()
                                .toByteString());

        assertThat(sent).isEmpty();
    }

    @Test
    void aRefusedSecretIsNotSentAgainUntilItIsAnother() throws Exception {
        secrets.renew(root);
        SdsStream stream = open("StreamSecrets");
        stream.onMessage(world("", "default"));

        stream.onMessage(
                DiscoveryRequest.newBuilder()
                        .setTypeUrl(SdsStream.TYPE)
                        .setResponseNonce(lastWorld().getNonce())
                        .addResourceNames("default")
                        .setErrorDetail(Status.newBuilder().setMessage("no"))
                        .build()
                        .toByteString());

        assertThat(sent).hasSize(1);
    }

    @Test
    void otherTypesAndGarbageEndTheStream() {
        open("StreamSecrets")
                .onMessage(DiscoveryRequest.newBuilder().setTypeUrl("a/b").build().toByteString());
        assertThat(status).isEqualTo(3);

        status = -1;
        open("DeltaSecrets").onMessage(ByteString.copyFrom(new byte[] {0x0a, 0x7f}));
        assertThat(status).isEqualTo(3);
    }

    @Test
    void namesAreFollowedUpToALimit() {
        SdsSession session = new SdsSession(name -> ShownSecret.of("default", secrets));
        for (int i = 0; i < 2 * SdsSession.NAMES_MAX; i++) {
            session.subscribe(List.of("name" + i));
        }
        secrets.renew(root);

        assertThat(session.all()).hasSize(SdsSession.NAMES_MAX);
    }

    @Test
    void keysDoNotShowInTexts() {
        secrets.renew(root);

        assertThat(ShownSecret.of("default", secrets).orElseThrow().toString())
                .matches("default@[0-9a-f]{16}");
    }
}
