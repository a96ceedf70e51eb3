package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.identity.tls.Handshakes.Side;
import io.fairlead.proxy.identity.tls.TlsLimits;
import io.fairlead.proxy.identity.verify.Refusal;
import io.fairlead.proxy.listener.MeshProxy.Mode;
import io.fairlead.testing.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Handshakes that are wrong, strange or old.
class HandshakeTest {

    private static final String CART = "spiffe://cluster.local/ns/shop/sa/cart";
    private static final Pki.Ca ROOT = Pki.root("cluster.local");
    private static final Pki.Held HELD = ROOT.workload(CART);
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int PROTOCOL_VERSION = 70;

    private Backend application;
    private MeshProxy proxy;

    @BeforeEach
    void start() throws Exception {
        application = Backend.echo();
        var limits =
                new TlsLimits(
                        Duration.ofSeconds(1), 16, 16, Duration.ofMinutes(1), Duration.ofHours(1));
        proxy =
                new MeshProxy("it", MeshSecrets.of(HELD, ROOT), Clock.SYSTEM, limits)
                        .inbound(Mode.STRICT, application.port());
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(application.connections()).isZero();
        proxy.close();
        application.close();
    }

    @ParameterizedTest
    @CsvSource({"SSL 3.0, 0300", "TLS 1.0, 0301", "TLS 1.1, 0302"})
    void anOldVersionGetsAnAlert(String name, String version) throws Exception {
        byte[] answer = send(hello(version, "c02b"), 7);

        assertThat(answer[0]).isEqualTo((byte) ALERT);
        assertThat(answer[6]).as(name).isEqualTo((byte) PROTOCOL_VERSION);
        assertThat(proxy.handshakes().refused(Side.INBOUND, Refusal.PROTOCOL_VERSION)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c009", // ECDHE-ECDSA-AES128-SHA
                "002f", // AES128-SHA
                "000a", // DES-CBC3-SHA
                "0005", // RC4-SHA
                "0000", // NULL
                "c0ac" // ECDHE-ECDSA-AES128-CCM
            })
    void aCipherSuiteThatIsNotAllowedGetsAnAlert(String suite) throws Exception {
        byte[] answer = send(hello("0303", suite), 7);

        assertThat(answer[0]).isEqualTo((byte) ALERT);
        assertThat(proxy.handshakes().refused(Side.INBOUND, Refusal.NO_SHARED_CIPHER)).isEqualTo(1);
    }

    @Test
    void aHelloOf16MebibytesIsReset() throws Exception {
        byte[] start = HexFormat.of().parseHex("01fffffc" + "0303");
        var hello = ByteBuffer.allocate(1024 * (5 + 0x4000));
        for (int i = 0; i < 1024; i++) {
            byte[] body = i == 0 ? Arrays.copyOf(start, 0x4000) : new byte[0x4000];
            hello.put(HexFormat.of().parseHex("1603014000")).put(body);
        }

        assertThatThrownBy(() -> send(hello.array(), 1)).isInstanceOf(SocketException.class);
        assertThat(proxy.handshakes().refused(Side.INBOUND, Refusal.HELLO_TOO_LONG)).isEqualTo(1);
    }

    @Test
    void aHelloInNeedlesslyManyRecordsIsReset() throws Exception {
        byte[] hello = padded();
        var records = ByteBuffer.allocate(hello.length * 6);
        for (byte b : hello) {
            records.put(HexFormat.of().parseHex("1603010001")).put(b);
        }

        assertThatThrownBy(() -> send(records.array(), 1)).isInstanceOf(SocketException.class);
        assertThat(proxy.handshakes().refused(Side.INBOUND, Refusal.HELLO_TOO_LONG)).isEqualTo(1);
    }

    @Test
    void aHelloInPiecesIsPutTogether() throws Exception {
        byte[] hello = realHello();

        assertThat(send(hello, 1, 1)[0]).isEqualTo((byte) HANDSHAKE);
    }

    @Test
    void aHelloThatDoesNotEndIsResetInTime() throws Exception {
        byte[] hello = Arrays.copyOf(realHello(), 50);

        assertThatThrownBy(() -> send(hello, 1)).isInstanceOf(SocketException.class);
        assertThat(proxy.handshakes().refused(Side.INBOUND, Refusal.TIMEOUT)).isEqualTo(1);
    }

    @Test
    void aHandshakeThatDoesNotGoOnEndsInTime() throws Exception {
        try (Socket socket = socket()) {
            socket.getOutputStream().write(realHello());
            socket.getInputStream().readAllBytes();
        }
        assertThat(proxy.handshakes().refused(Side.INBOUND, Refusal.TIMEOUT)).isEqualTo(1);
    }

    @Test
    void plaintextBehindAHelloEndsTheHandshake() throws Exception {
        byte[] early = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] hello = realHello();
        byte[] both = Arrays.copyOf(hello, hello.length + early.length);
        System.arraycopy(early, 0, both, hello.length, early.length);
        try (Socket socket = socket()) {
            socket.getOutputStream().write(both);
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).doesNotContain("HTTP/");
        }
        assertThat(refusedInAll()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "160301000401000000", // an empty ClientHello
                "16030100060200000200ff", // a ServerHello from a client
                "1603010009010000050303000000", // cut off
                "16030300080100000400000000" // version zero
            })
    void nonsenseInTheFormOfAHandshakeIsRefused(String hex) throws Exception {
        byte[] bytes = HexFormat.of().parseHex(hex);
        try (Socket socket = socket()) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            byte[] answer = new byte[0];
            try {
                answer = socket.getInputStream().readAllBytes();
            } catch (SocketException _) {
                // A reset is an answer too.
            }
            assertThat(answer.length == 0 || answer[0] == ALERT).isTrue();
        }
    }

    @Test
    void renegotiationIsRefused() throws Exception {
        SSLSocket socket = JdkPeer.connect(proxy.port(), HELD, "TLSv1.2");
        socket.startHandshake();

        assertThatThrownBy(
                        () -> {
                            socket.startHandshake();
                            int _ = socket.getInputStream().read();
                        })
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("Received fatal alert: no_renegotiation");
        assertThat(proxy.handshakes().done(Side.INBOUND)).isEqualTo(1);
    }

    private long refusedInAll() {
        long all = 0;
        for (Refusal reason : Refusal.values()) {
            all += proxy.handshakes().refused(Side.INBOUND, reason);
        }
        return all;
    }

    /// A ClientHello with one suite and no extension but the groups.
    private static byte[] hello(String version, String suite) {
        String extensions = "000a000400020017" + "000d00040002" + "0403";
        String body =
                version
                        + "11".repeat(32)
                        + "00"
                        + "0002"
                        + suite
                        + "0100"
                        + "%04x".formatted(extensions.length() / 2)
                        + extensions;
        String handshake = "01" + "%06x".formatted(body.length() / 2) + body;
        String record = "16" + "0301" + "%04x".formatted(handshake.length() / 2) + handshake;
        return HexFormat.of().parseHex(record);
    }

    /// The body of a long ClientHello: legal, with 8 KiB of padding.
    private static byte[] padded() {
        String padding = "0015" + "2000" + "00".repeat(0x2000);
        String body = "0303" + "11".repeat(32) + "00" + "0002c02b" + "0100" + "2004" + padding;
        return HexFormat.of().parseHex("01" + "%06x".formatted(body.length() / 2) + body);
    }

    /// What a sound client begins with.
    private static byte[] realHello() throws NoSuchAlgorithmException, IOException {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private Socket socket() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(5000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private byte[] send(byte[] bytes, int answerBytes) throws IOException {
        return send(bytes, answerBytes, bytes.length);
    }

    private byte[] send(byte[] bytes, int answerBytes, int pieceBytes) throws IOException {
        try (Socket socket = socket()) {
            for (int at = 0; at < bytes.length; at += pieceBytes) {
                int length = Math.min(pieceBytes, bytes.length - at);
                socket.getOutputStream().write(bytes, at, length);
            }
            return socket.getInputStream().readNBytes(answerBytes);
        }
    }
}
