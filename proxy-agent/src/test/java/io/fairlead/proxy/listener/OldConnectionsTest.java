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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// T20: a hundred idle and a hundred busy TCP connections in clear text, from before a trial began.
class OldConnectionsTest {
    private static final String SERVER = "spiffe://cluster.local/ns/shop/sa/server";
    private static final Pki.Ca ROOT = Pki.root("cluster.local");
    private static final int EACH = 100;
    private static final String PING = "ping";
    private static final int WAIT_MILLIS = 20_000;
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final List<Socket> idle = new ArrayList<>();
    private final List<Socket> busy = new ArrayList<>();
    private Backend application;
    private MeshProxy inbound;

    @BeforeEach
    void start() throws Exception {
        application =
                new Backend(talk -> {
                    String heard = talk.read(PING.length());
                    while (!heard.isEmpty()) {
                        talk.say(heard);
                        heard = talk.read(PING.length());
                    }
                });
        inbound =
                new MeshProxy(
                        "server",
                        MeshSecrets.of(ROOT.workload(SERVER), ROOT),
                        Clock.SYSTEM,
                        TlsLimits.DEFAULT,
                        DRAIN);
        inbound.inboundOpaque(MeshProxy.Mode.PERMISSIVE, application.port());
        for (int i = 0; i < EACH; i++) {
            idle.add(open());
            busy.add(open());
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : idle) {
            socket.close();
        }
        for (Socket socket : busy) {
            socket.close();
        }
        inbound.close();
        application.close();
    }

    /// Each says something at least once: before that it is no connection in clear text.
    private Socket open() throws IOException {
        Socket socket =
                new Socket("127.0.0.1", inbound.port(), InetAddress.getByName("127.0.0.2"), 0);
        socket.setSoTimeout(WAIT_MILLIS);
        assertThat(ping(socket)).isTrue();
        return socket;
    }

    private static boolean ping(Socket socket) {
        try {
            socket.getOutputStream().write(PING.getBytes(StandardCharsets.US_ASCII));
            byte[] heard = socket.getInputStream().readNBytes(PING.length());
            return new String(heard, StandardCharsets.US_ASCII).equals(PING);
        } catch (IOException _) {
            return false;
        }
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

    private long legacy() {
        return Objects.requireNonNull(inbound.enforcement().held().ports().get(inbound.port()))
                .legacy();
    }

    private void awaitLegacy(long count) {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (legacy() > count && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(legacy()).isEqualTo(count);
    }

    @Test
    void theyAreCountedGoOnWorkingAndEndAtTheDeadline() {
        wish(Mode.TRIAL, 1);
        assertThat(legacy()).isEqualTo(2 * EACH);
        assertThat(busy).as("a trial cuts nothing at once").allMatch(OldConnectionsTest::ping);
        awaitLegacy(0);
        assertThat(idle).noneMatch(OldConnectionsTest::ping);
        assertThat(busy).noneMatch(OldConnectionsTest::ping);
        assertThat(inbound.arrived("plain_tcp")).isEqualTo(2 * EACH);
    }
}
