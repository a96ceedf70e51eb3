package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.identity.tls.Handshakes.Side;
import io.fairlead.proxy.listener.Backend.Talk;
import io.fairlead.proxy.listener.MeshProxy.Mode;
import io.fairlead.proxy.listener.MeshProxy.Seen;
import io.fairlead.proxy.model.Cluster.Protocol;
import io.fairlead.testing.Pki;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Our sidecar and a stock Envoy, each as client and as server of the other.
class EnvoyMeshTest {

    private static final String OURS = "spiffe://cluster.local/ns/shop/sa/ours";
    private static final String ENVOY = "spiffe://cluster.local/ns/shop/sa/envoy";
    private static final Pki.Ca ROOT = Pki.root("cluster.local");
    private static final String XFCC = "(?s).*(?i:x-forwarded-client-cert): ([^\r\n]*).*";

    @TempDir Path dir;
    private final MeshSecrets secrets = MeshSecrets.of(ROOT.workload(OURS), ROOT);
    private Backend application;
    private MeshProxy inbound;
    private MeshProxy outbound;
    private @Nullable EnvoyPeer started;

    @BeforeEach
    void start() throws Exception {
        application = Backend.echo();
        inbound = new MeshProxy(secrets);
        outbound = new MeshProxy(secrets);
    }

    private EnvoyPeer startEnvoy(int ours) throws Exception {
        EnvoyPeer envoy = new EnvoyPeer(dir, ROOT.workload(ENVOY), ROOT, application.port(), ours);
        started = envoy;
        return envoy;
    }

    @AfterEach
    void stop() throws IOException {
        if (started != null) {
            started.close();
        }
        outbound.close();
        inbound.close();
        application.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"PERMISSIVE", "STRICT"})
    void envoyAsksOurs(Mode mode) throws Exception {
        inbound.inbound(mode, application.port());
        EnvoyPeer envoy = startEnvoy(inbound.port());

        for (int port : new int[] {envoy.outboundHttp1(), envoy.outboundHttp2()}) {
            String answer = get(port);
            assertThat(answer).startsWith("HTTP/1.1 200");
            assertThat(answer.replaceAll(XFCC, "$1"))
                    .matches("By=" + OURS + ";Hash=[0-9a-f]{64};Subject=\"\";URI=" + ENVOY);
            Seen seen = inbound.seen();
            assertThat(seen.status()).isEqualTo(200);
            assertThat(seen.mutual()).isTrue();
            assertThat(seen.peer().principal()).isEqualTo(ENVOY);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP1", "HTTP2"})
    void oursAsksEnvoy(Protocol protocol) throws Exception {
        EnvoyPeer envoy = startEnvoy(1);
        outbound.outbound(envoy.inbound(), protocol, ENVOY);

        String answer = get(outbound.port());

        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(answer.replaceAll(XFCC, "$1"))
                .matches("By=" + ENVOY + ";Hash=[0-9a-f]{64};Subject=\"\";URI=" + OURS);
    }

    @Test
    void opaqueBytesGoBothWays() throws Exception {
        inbound.inboundOpaque(Mode.PERMISSIVE, application.port());
        EnvoyPeer envoy = startEnvoy(inbound.port());
        outbound.outboundOpaque(envoy.inboundOpaque(), ENVOY);

        assertThat(get(envoy.outboundOpaque())).startsWith("HTTP/1.1 200");
        assertThat(get(outbound.port())).startsWith("HTTP/1.1 200");
        assertThat(inbound.seen().peer().principal()).isEqualTo(ENVOY);
    }

    /// Each opaque connection has a TLS connection of its own, so the second one finds a session.
    @Test
    void eachResumesSessionsOfTheOther() throws Exception {
        inbound.inboundOpaque(Mode.STRICT, application.port());
        EnvoyPeer envoy = startEnvoy(inbound.port());
        outbound.outboundOpaque(envoy.inboundOpaque(), ENVOY);

        for (int i = 0; i < 3; i++) {
            assertThat(get(envoy.outboundOpaque())).startsWith("HTTP/1.1 200");
            assertThat(get(outbound.port())).startsWith("HTTP/1.1 200");
        }

        assertThat(inbound.handshakes().resumed(Side.INBOUND)).isPositive();
        assertThat(outbound.handshakes().done(Side.OUTBOUND)).isEqualTo(3);
        assertThat(outbound.handshakes().resumed(Side.OUTBOUND)).isPositive();
    }

    @Test
    void aStrangerIsRefusedByBoth() throws Exception {
        inbound.inbound(Mode.STRICT, application.port());
        EnvoyPeer envoy = startEnvoy(inbound.port());
        Pki.Ca other = Pki.root("cluster.local");
        secrets.renew(other.workload(OURS));
        outbound.outbound(envoy.inbound(), Protocol.HTTP1, ENVOY);

        assertThat(get(outbound.port())).startsWith("HTTP/1.1 503");
        assertThat(get(envoy.outboundHttp1())).startsWith("HTTP/1.1 503");
        assertThat(application.heads()).isEmpty();
    }

    private static String get(int port) throws IOException {
        Talk talk = Talk.to(port);
        talk.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        String head = talk.head();
        String length = head.replaceAll("(?s).*content-length: (\\d+).*", "$1");
        return head + (length.matches("\\d+") ? talk.read(Integer.parseInt(length)) : "");
    }
}
