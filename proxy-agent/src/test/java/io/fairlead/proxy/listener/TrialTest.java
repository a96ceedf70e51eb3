package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.enforce.Enforcement;
import io.fairlead.proxy.enforce.Mode;
import io.fairlead.proxy.enforce.Wish;
import io.fairlead.proxy.model.Cluster.Protocol;
import io.fairlead.testing.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// STRICT on trial, by real connections on loopback.
class TrialTest {
    private static final String SERVER = "spiffe://cluster.local/ns/shop/sa/server";
    private static final String CLIENT = "spiffe://cluster.local/ns/shop/sa/client";
    private static final Pki.Ca ROOT = Pki.root("cluster.local");
    private static final String KNOWN = "127.0.0.2";
    private static final String STRANGER = "127.0.0.3";
    private static final String CLOSING = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final String KEPT = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int WAIT_MILLIS = 20_000;
    private static final long FALLBACK_MICROS_MAX = 50_000;

    private Backend application;
    private MeshProxy outbound;
    private MeshProxy inbound;

    @BeforeEach
    void start() throws Exception {
        application = Backend.echo();
        outbound = new MeshProxy("client", MeshSecrets.of(ROOT.workload(CLIENT), ROOT));
        inbound = new MeshProxy("server", MeshSecrets.of(ROOT.workload(SERVER), ROOT));
        inbound.inbound(MeshProxy.Mode.PERMISSIVE, application.port());
        outbound.outbound(inbound.port(), Protocol.HTTP1, SERVER);
    }

    @AfterEach
    void stop() throws IOException {
        outbound.close();
        inbound.close();
        application.close();
    }

    private void wish(Mode mode, long attempt) {
        inbound.enforcement()
                .take(
                        new Wish(
                                attempt,
                                Duration.ofSeconds(60),
                                Map.of(inbound.port(), new Wish.Port(mode, attempt)),
                                Set.of(KNOWN)));
    }

    private static Socket open(int port, String from) throws IOException {
        Socket socket = new Socket("127.0.0.1", port, InetAddress.getByName(from), 0);
        socket.setSoTimeout(WAIT_MILLIS);
        return socket;
    }

    /// What comes back until the other side ends it.
    private static String rest(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException e) {
            return "reset";
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String say(int port, String from) throws IOException {
        try (Socket socket = open(port, from)) {
            send(socket, CLOSING);
            return rest(socket);
        } catch (SocketException e) {
            return "reset";
        }
    }

    /// The head of the next answer, and its body, which has a length.
    private static String answer(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return "ended: " + head;
            }
            head.append((char) next);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:");
        if (at >= 0) {
            int end = lower.indexOf('\r', at);
            int length = Integer.parseInt(lower.substring(at + 15, end).strip());
            socket.getInputStream().readNBytes(length);
        }
        return lower;
    }

    @Test
    void anAuditLetsEverybodyIn() throws Exception {
        wish(Mode.AUDIT, 1);
        assertThat(say(inbound.port(), STRANGER)).startsWith("HTTP/1.1 200");
        assertThat(say(outbound.port(), "127.0.0.1")).startsWith("HTTP/1.1 200");
    }

    @Test
    void aTrialRefusesClearTextAndLetsTheMeshIn() throws Exception {
        wish(Mode.TRIAL, 1);
        for (int i = 0; i < 20; i++) {
            assertThat(say(inbound.port(), STRANGER)).isIn("reset", "");
            assertThat(say(outbound.port(), "127.0.0.1")).startsWith("HTTP/1.1 200");
        }
        assertThat(inbound.arrived("plain_http_refused")).isEqualTo(20);
    }

    @Test
    void aKnownCallerLosesOneConnectionAndTheTrialIsOverAtOnce() throws Exception {
        wish(Mode.TRIAL, 1);
        assertThat(say(inbound.port(), KNOWN)).isIn("reset", "");
        assertThat(say(inbound.port(), KNOWN)).startsWith("HTTP/1.1 200");
        assertThat(say(inbound.port(), STRANGER)).startsWith("HTTP/1.1 200");
        Enforcement.Port held = held();
        assertThat(held.trip().caller()).isEqualTo(KNOWN);
        assertThat(held.trip().micros()).isLessThanOrEqualTo(FALLBACK_MICROS_MAX);
    }

    @Test
    void anHttpConnectionInClearTextEndsWithItsNextAnswerAndCountsAsLegacyUntilThen()
            throws Exception {
        try (Socket kept = open(inbound.port(), STRANGER)) {
            send(kept, KEPT);
            assertThat(answer(kept)).startsWith("http/1.1 200").doesNotContain("connection: close");

            wish(Mode.TRIAL, 1);
            assertThat(legacy()).isEqualTo(1);
            send(kept, KEPT);
            assertThat(answer(kept)).startsWith("http/1.1 200").contains("connection: close");
            assertThat(rest(kept)).isEmpty();
        }
        awaitNoLegacy();
    }

    @Test
    void aTrialThatIsOverLeavesConnectionsAlone() throws Exception {
        try (Socket kept = open(inbound.port(), STRANGER)) {
            send(kept, KEPT);
            assertThat(answer(kept)).startsWith("http/1.1 200");
            wish(Mode.TRIAL, 1);
            wish(Mode.AUDIT, 2);
            send(kept, KEPT);
            assertThat(answer(kept)).startsWith("http/1.1 200").doesNotContain("connection: close");
        }
    }

    @Test
    void anotherWordOfTheDaemonDropsNoConnectionOfTheMesh() throws Exception {
        try (Socket kept = open(outbound.port(), "127.0.0.1")) {
            for (int i = 1; i <= 50; i++) {
                wish(i % 2 == 0 ? Mode.AUDIT : Mode.TRIAL, i);
                inbound.enforcement().renew(i);
                send(kept, KEPT);
                assertThat(answer(kept)).startsWith("http/1.1 200");
            }
        }
        assertThat(inbound.arrived("mesh_mtls")).isEqualTo(1);
    }

    private Enforcement.Port held() {
        return Objects.requireNonNull(inbound.enforcement().held().ports().get(inbound.port()));
    }

    private long legacy() {
        return held().legacy();
    }

    /// The proxy hears of the end of a connection on its own loop.
    private void awaitNoLegacy() {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (legacy() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(legacy()).isZero();
    }
}
