package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.proxy.identity.tls.Handshakes.Side;
import io.fairlead.proxy.identity.verify.Refusal;
import io.fairlead.proxy.listener.Backend.Talk;
import io.fairlead.proxy.listener.MeshProxy.Mode;
import io.fairlead.proxy.listener.MeshProxy.Seen;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.Cluster.Protocol;
import io.fairlead.testing.Pki;
import java.io.IOException;
import java.net.SocketException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Two sidecars that talk mutual TLS, in one process.
class MeshTest {

    private static final String CLIENT = "spiffe://cluster.local/ns/shop/sa/client";
    private static final String SERVER = "spiffe://cluster.local/ns/shop/sa/server";
    private static final Pki.Ca ROOT = Pki.root("cluster.local");

    private final MeshSecrets clientSecrets = MeshSecrets.of(ROOT.workload(CLIENT), ROOT);
    private final MeshSecrets serverSecrets = MeshSecrets.of(ROOT.workload(SERVER), ROOT);
    private MeshProxy outbound;
    private MeshProxy inbound;
    private Backend application;

    @BeforeEach
    void start() throws IOException {
        application = Backend.echo();
        outbound = new MeshProxy("client", clientSecrets);
        inbound = new MeshProxy("server", serverSecrets);
    }

    @AfterEach
    void stop() throws IOException {
        outbound.close();
        inbound.close();
        application.close();
    }

    @Test
    void peerExchangeIsNotAgreedOnBecauseNobodyReadsItsPreface() throws Exception {
        inbound.inboundOpaque(Mode.STRICT, application.port());
        try (SSLSocket socket = JdkPeer.connect(inbound.port(), ROOT.workload(CLIENT), "TLSv1.3")) {
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"istio-peer-exchange", "istio"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();

            assertThat(socket.getApplicationProtocol()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP1", "HTTP2"})
    void aRequestGoesOverMutualTlsAndTheApplicationLearnsWhoAsks(Protocol protocol)
            throws Exception {
        inbound.inbound(Mode.STRICT, application.port());
        outbound.outbound(inbound.port(), protocol, SERVER);

        for (int i = 0; i < 3; i++) {
            String answer = get(outbound.port(), "X-Forwarded-Client-Cert: By=me;Hash=evil\r\n");
            assertThat(answer).startsWith("HTTP/1.1 200");
            assertThat(answer)
                    .containsPattern(
                            "x-forwarded-client-cert: By="
                                    + SERVER
                                    + ";Hash=[0-9a-f]{64};Subject=\"\";URI="
                                    + CLIENT
                                    + "\r\n")
                    .doesNotContain("evil");
            assertThat(inbound.seen())
                    .isEqualTo(
                            new Seen("/", 200, "-", "via_upstream", true, peer("client", CLIENT)));
            assertThat(outbound.seen().peer()).isEqualTo(peer("server", SERVER));
            assertThat(answer).doesNotContain("x-envoy-peer-metadata");
        }
        assertThat(inbound.handshakes().done(Side.INBOUND)).isEqualTo(1);
    }

    @Test
    void aPermissivePortTakesBothAndTakesAwayWhatPlaintextClaims() throws Exception {
        inbound.inbound(Mode.PERMISSIVE, application.port());
        outbound.outbound(inbound.port(), Protocol.HTTP1, SERVER);

        assertThat(get(outbound.port(), "")).contains("URI=" + CLIENT);
        String plain = get(inbound.port(), "X-Forwarded-Client-Cert: URI=" + CLIENT + "\r\n");

        assertThat(plain).startsWith("HTTP/1.1 200").doesNotContain("URI=");
        assertThat(inbound.seen().mutual()).isTrue();
        assertThat(inbound.seen())
                .as("of whom only the address tells")
                .isEqualTo(new Seen("/", 200, "-", "via_upstream", false, known("unknown")));
    }

    @Test
    void aStrictPortResetsPlaintext() throws Exception {
        inbound.inbound(Mode.STRICT, application.port());

        assertThatThrownBy(() -> get(inbound.port(), ""))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        assertThat(application.connections()).isZero();
    }

    @Test
    void aServerThatIsSomebodyElseIsNotSpokenTo() throws Exception {
        inbound.inbound(Mode.STRICT, application.port());
        outbound.outbound(inbound.port(), Protocol.HTTP1, SERVER + "x");

        String answer = get(outbound.port(), "");

        assertThat(answer).startsWith("HTTP/1.1 503").contains("TLS_error:|SAN_MISMATCH");
        Seen seen = outbound.seen();
        assertThat(seen.flags()).isEqualTo("UF");
        assertThat(seen.details())
                .startsWith(
                        "upstream_reset_before_response_started{remote_connection_failure|TLS_error:|SAN_MISMATCH")
                .endsWith(":TLS_error_end}")
                .doesNotContain(" ");
        assertThat(outbound.handshakes().refused(Side.OUTBOUND, Refusal.SAN_MISMATCH)).isEqualTo(1);
        assertThat(application.connections()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP1", "HTTP2"})
    void aClientOfAnotherMeshGetsNoAnswer(Protocol protocol) throws Exception {
        Pki.Ca other = Pki.root("other");
        serverSecrets.trust(other);
        inbound.inbound(Mode.STRICT, application.port());
        outbound.outbound(inbound.port(), protocol, SERVER);

        assertThat(get(outbound.port(), "")).startsWith("HTTP/1.1 503");
        assertThat(inbound.handshakes().refused(Side.INBOUND, Refusal.UNTRUSTED)).isPositive();
        assertThat(outbound.handshakes().refused(Side.OUTBOUND, Refusal.REFUSED_BY_PEER))
                .isPositive();
        assertThat(application.connections()).isZero();
    }

    @Test
    void aPlaintextServerWhereTlsIsExpectedIs503() throws Exception {
        try (Backend plain = new Backend(talk -> talk.say("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            outbound.outbound(plain.port(), Protocol.HTTP1, SERVER);

            assertThat(get(outbound.port(), "")).startsWith("HTTP/1.1 503").contains("TLS_error");
            assertThat(outbound.seen().flags()).isEqualTo("UF");
            assertThat(outbound.handshakes().refused(Side.OUTBOUND, Refusal.PLAINTEXT))
                    .isEqualTo(1);
        }
    }

    @Test
    void opaqueBytesGoThroughAndEachSideMayEndFirst() throws Exception {
        try (Backend server =
                new Backend(talk -> {
                    talk.say("welcome;");
                    String said = talk.rest();
                    talk.say("you said " + said.length());
                })) {
            inbound.inboundOpaque(Mode.STRICT, server.port());
            outbound.outboundOpaque(inbound.port(), SERVER);
            Talk talk = Talk.to(outbound.port());
            assertThat(talk.read(8)).isEqualTo("welcome;");
            talk.say("x".repeat(1_000_000));
            talk.finish();
            assertThat(talk.rest()).isEqualTo("you said 1000000");
        }
        assertThat(inbound.seen().peer()).isEqualTo(known(CLIENT));
        assertThat(outbound.seen().peer()).isEqualTo(known(SERVER));
    }

    @Test
    void aWebSocketGoesThroughAndEachSideMayEndFirst() throws Exception {
        try (Backend server =
                new Backend(talk -> {
                    talk.head();
                    talk.say(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                                    + "Upgrade: websocket\r\n\r\nhi;");
                    talk.say("you said " + talk.rest());
                })) {
            inbound.inbound(Mode.STRICT, server.port());
            outbound.outbound(inbound.port(), Protocol.HTTP1, SERVER);
            Talk talk = Talk.to(outbound.port());
            talk.say(
                    "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(talk.head()).startsWith("HTTP/1.1 101");
            assertThat(talk.read(3)).isEqualTo("hi;");
            talk.say("much");
            talk.finish();
            assertThat(talk.rest()).isEqualTo("you said much");
        }
    }

    @Test
    void theApplicationsOwnTlsPassesAPermissivePortUntouched() throws Exception {
        Pki.Held own = Pki.root("own").leaf().dns("app.example").issue();
        try (JdkPeer.Server server = new JdkPeer.Server(own, "TLSv1.3")) {
            inbound.inboundOpaque(Mode.PERMISSIVE, server.port());

            try (SSLSocket socket = JdkPeer.connect(inbound.port(), null, "TLSv1.3")) {
                socket.startHandshake();
                assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(own.leaf());
                socket.getOutputStream().write(1);
            }
            assertThat(server.heard()).isEqualTo("a request");
        }
        assertThat(inbound.seen().mutual()).isFalse();
        assertThat(inbound.handshakes().done(Side.INBOUND)).isZero();
    }

    @Test
    void foreignTlsOnAPermissiveHttpPortIsReset() throws Exception {
        inbound.inbound(Mode.PERMISSIVE, application.port());

        try (SSLSocket socket = JdkPeer.connect(inbound.port(), null, "TLSv1.3")) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
        assertThat(application.connections()).isZero();
    }

    @Test
    void aServerOutsideTheMeshIsKnownByItsName() throws Exception {
        Pki.Ca root = Pki.root("public");
        Pki.Held held = root.leaf().dns("*.example.com").issue();
        try (JdkPeer.Server server = new JdkPeer.Server(held, "TLSv1.3")) {
            outbound.outboundSimple(server.port(), root, "api.example.com");
            Talk talk = Talk.to(outbound.port());
            talk.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(server.heard()).isEqualTo("a request");
        }
        try (JdkPeer.Server server = new JdkPeer.Server(held, "TLSv1.3")) {
            outbound.outboundSimple(server.port(), root, "example.org");
            assertThat(get(outbound.port(), "")).contains("TLS_error:|SAN_MISMATCH");
        }
    }

    @Test
    void aChangeOfModeNeverMixesConnections() throws Exception {
        inbound.inbound(Mode.PERMISSIVE, application.port());
        outbound.outboundPlain(inbound.port(), Protocol.HTTP1);
        assertThat(get(outbound.port(), "")).startsWith("HTTP/1.1 200");
        assertThat(inbound.seen().mutual()).isFalse();

        outbound.outbound(inbound.port(), Protocol.HTTP1, SERVER);
        inbound.inbound(Mode.STRICT, application.port());

        assertThat(get(outbound.port(), "")).startsWith("HTTP/1.1 200");
        assertThat(inbound.seen().mutual()).isTrue();
    }

    @Test
    void aKeptConnectionOfAnOldModeEndsWithItsNextAnswer() throws Exception {
        inbound.inbound(Mode.PERMISSIVE, application.port());
        Talk talk = Talk.to(inbound.port());
        talk.say("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
        String first = talk.head();
        talk.read(length(first));

        inbound.inbound(Mode.STRICT, application.port());
        talk.say("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(first).doesNotContain("connection: close");
        assertThat(talk.rest()).startsWith("HTTP/1.1 200").contains("connection: close");
    }

    @Test
    void aRenewedCertificateIsShownToNewConnectionsAndOldOnesGoOn() throws Exception {
        inbound.inbound(Mode.STRICT, application.port());
        outbound.outbound(inbound.port(), Protocol.HTTP1, SERVER);
        Talk kept = Talk.to(outbound.port());
        assertThat(ask(kept)).startsWith("HTTP/1.1 200");

        Pki.Held renewed = ROOT.workload(CLIENT);
        clientSecrets.renew(renewed);
        serverSecrets.renew(ROOT.workload(SERVER));

        assertThat(ask(kept)).startsWith("HTTP/1.1 200");
        assertThat(inbound.handshakes().done(Side.INBOUND)).isEqualTo(1);
    }

    /// Where no metadata is exchanged.
    private static WorkloadLabels known(String principal) {
        return WorkloadLabels.ofHost(MeshProxy.HOST).withPrincipal(principal);
    }

    private static WorkloadLabels peer(String name, String principal) {
        return MeshProxy.labels(name).withPrincipal(principal);
    }

    private static String ask(Talk talk) throws IOException {
        talk.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        String head = talk.head();
        return head + talk.read(length(head));
    }

    private static int length(String head) {
        return Integer.parseInt(head.replaceAll("(?s).*content-length: (\\d+).*", "$1"));
    }

    private static String get(int port, String headers) throws IOException {
        Talk talk = Talk.to(port);
        talk.say("GET / HTTP/1.1\r\nHost: a\r\n" + headers + "Connection: close\r\n\r\n");
        return talk.rest();
    }
}
