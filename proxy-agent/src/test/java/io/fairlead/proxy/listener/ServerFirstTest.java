package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.enforce.Mode;
import io.fairlead.proxy.enforce.Wish;
import io.fairlead.proxy.identity.tls.TlsLimits;
import io.fairlead.testing.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// T14: an application that speaks first, as one of mail does, behind a sidecar that has to look who comes.
class ServerFirstTest {
    private static final String SERVER = "spiffe://cluster.local/ns/shop/sa/server";
    private static final String CLIENT = "spiffe://cluster.local/ns/shop/sa/client";
    private static final Pki.Ca ROOT = Pki.root("cluster.local");
    private static final String GREETING = "220 ready\r\n";
    private static final String HELLO = "HELO a\r\n";
    private static final String CALLER = "127.0.0.2";
    private static final int WAIT_MILLIS = 20_000;

    /// A silent connection is looked at after this.
    private static final TlsLimits LIMITS =
            new TlsLimits(
                    Duration.ofMillis(300), 16, 16, Duration.ofMinutes(1), Duration.ofSeconds(1));

    private Backend application;
    private MeshProxy outbound;
    private MeshProxy inbound;

    @BeforeEach
    void start() throws Exception {
        application =
                new Backend(talk -> {
                    talk.say(GREETING);
                    talk.say("250 " + talk.read(HELLO.length()));
                });
        outbound = new MeshProxy("client", MeshSecrets.of(ROOT.workload(CLIENT), ROOT));
        inbound =
                new MeshProxy(
                        "server",
                        MeshSecrets.of(ROOT.workload(SERVER), ROOT),
                        Clock.SYSTEM,
                        LIMITS);
        listen(MeshProxy.Mode.PERMISSIVE);
        outbound.outboundOpaque(inbound.port(), SERVER);
    }

    @AfterEach
    void stop() throws IOException {
        outbound.close();
        inbound.close();
        application.close();
    }

    private void listen(MeshProxy.Mode mode) throws InterruptedException {
        inbound.inboundOpaque(mode, application.port());
    }

    private void wish(Mode mode, long attempt) {
        inbound.enforcement()
                .take(
                        new Wish(
                                attempt,
                                Duration.ofSeconds(60),
                                Map.of(inbound.port(), new Wish.Port(mode, attempt)),
                                Set.of()));
    }

    private static Socket open(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port, InetAddress.getByName(CALLER), 0);
        socket.setSoTimeout(WAIT_MILLIS);
        return socket;
    }

    private static String read(Socket socket, int length) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(length);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /// A client of the mesh that waits for the server's first word.
    private String greetingOfTheMesh() throws IOException {
        try (Socket socket = open(outbound.port())) {
            return read(socket, GREETING.length());
        }
    }

    /// How a connection that says nothing ends.
    private static String end(Socket socket) throws IOException {
        try {
            return "ended after " + socket.getInputStream().readAllBytes().length + " bytes";
        } catch (SocketException _) {
            return "reset";
        }
    }

    private void await(String how, long count) {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (inbound.arrived(how) < count && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(inbound.arrived(how)).as(how).isEqualTo(count);
    }

    @Test
    void aClientOfTheMeshIsGreetedInEveryMode() throws Exception {
        assertThat(greetingOfTheMesh()).isEqualTo(GREETING);
        wish(Mode.AUDIT, 1);
        assertThat(greetingOfTheMesh()).isEqualTo(GREETING);
        wish(Mode.TRIAL, 2);
        assertThat(greetingOfTheMesh()).isEqualTo(GREETING);
        listen(MeshProxy.Mode.STRICT);
        assertThat(greetingOfTheMesh()).isEqualTo(GREETING);
    }

    @Test
    void whoWaitsInClearTextIsSilentUntilHeSpeaks() throws Exception {
        try (Socket caller = open(inbound.port())) {
            await("silent", 1);
            caller.getOutputStream().write(HELLO.getBytes(StandardCharsets.US_ASCII));
            assertThat(read(caller, GREETING.length())).isEqualTo(GREETING);
        }
        assertThat(inbound.arrived("plain_tcp")).isEqualTo(1);
        assertThat(inbound.arrived("silent")).as("counted once").isEqualTo(1);
    }

    @Test
    void underStrictHeIsRefusedAndDoesNotHang() throws Exception {
        listen(MeshProxy.Mode.STRICT);
        try (Socket caller = open(inbound.port())) {
            assertThat(end(caller)).isEqualTo("reset");
        }
        assertThat(inbound.arrived("silent_refused")).isEqualTo(1);
    }

    @Test
    void onTrialHeIsRefusedAsWell() throws Exception {
        wish(Mode.TRIAL, 1);
        try (Socket caller = open(inbound.port())) {
            assertThat(end(caller)).isEqualTo("reset");
        }
        assertThat(inbound.arrived("silent_refused")).isEqualTo(1);
    }

    @Test
    void whoWaitedAlreadyWhenItBecameStrictIsRefused() throws Exception {
        try (Socket caller = open(inbound.port())) {
            await("silent", 1);
            listen(MeshProxy.Mode.STRICT);
            assertThat(end(caller)).isEqualTo("reset");
        }
    }

    /// Nobody keeps a way in open by connecting before the lock and speaking after it.
    @Test
    void whoSpeaksClearTextAfterItBecameStrictIsRefusedThoughHeCameBefore() throws Exception {
        try (Socket early = open(inbound.port())) {
            await("silent", 1);
            listen(MeshProxy.Mode.STRICT);
            early.getOutputStream().write(HELLO.getBytes(StandardCharsets.US_ASCII));
            assertThat(end(early)).isEqualTo("reset");
        }
        assertThat(application.connections()).isZero();
    }
}
