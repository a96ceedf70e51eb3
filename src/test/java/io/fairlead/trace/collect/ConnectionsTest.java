package io.fairlead.trace.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/// How many exporters may be connected to a port that speaks gRPC.
class ConnectionsTest {

    private static final int PATIENCE_MS = 10_000;
    private static final int TRIES_MAX = 10_000;

    @Test
    void oneTooManyIsClosedAndOneThatGoesMakesRoom() throws Exception {
        CollectLimits standard = CollectLimits.DEFAULT;
        CollectLimits two =
                new CollectLimits(
                        standard.requestBytesMax(),
                        standard.waitingBytesMax(),
                        standard.bytesPerSecond(),
                        2,
                        standard.callsMax(),
                        standard.decode(),
                        standard.store());
        Intake intake =
                new Intake(
                        two,
                        new Intake.Surroundings(
                                new FakeClock(),
                                (_, _) -> {},
                                new TraceMeters(new SimpleMeterRegistry())),
                        (_, _) -> {});
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (intake;
                Collectors collectors =
                        new Collectors(
                                new Collectors.Addresses(here, null, null, null), intake, two)) {
            collectors.start();
            int port = collectors.ports().jaeger();
            try (Socket first = connect(port);
                    Socket second = connect(port);
                    Socket third = connect(port)) {
                assertThat(isServed(first)).isTrue();
                assertThat(isServed(second)).isTrue();
                assertThat(isServed(third)).isFalse();
            }
            // The daemon hears a moment later that they are gone.
            int tries = 0;
            while (!isServedAfresh(port) && tries < TRIES_MAX) {
                tries++;
            }
            assertThat(tries).isLessThan(TRIES_MAX);
        }
    }

    private static boolean isServedAfresh(int port) throws IOException {
        try (Socket another = connect(port)) {
            return isServed(another);
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    /// A server of HTTP/2 speaks first.
    private static boolean isServed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketException _) {
            return false;
        }
    }
}
