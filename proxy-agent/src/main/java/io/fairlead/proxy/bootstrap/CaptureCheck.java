package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.clock.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Whether packet rules work, before there is a proxy: a connection to a port where nobody listens has to arrive at one
/// of the proxy's ports, with the word that was sent into it. To be tried as the proxy's user, whose connections to the
/// pod itself count as calls from outside; those of others there are left alone.
final class CaptureCheck {
    private static final List<Integer> PROXY_PORTS = List.of(15_001, 15_006);

    /// An address of the pod that nobody else uses.
    private static final byte[] OWN_POD = {127, 0, 0, 6};

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int WORD_BYTES = 8;
    private static final int CONNECT_MS_MAX = 1_000;
    private static final int GAP_MS = 100;

    private CaptureCheck() {}

    /// @param port where nobody listens
    /// @param atMost how long the rules have to appear
    /// @throws IOException where somebody listens at the proxy's ports already
    static boolean passes(int port, Duration atMost) throws IOException, InterruptedException {
        byte[] word = new byte[WORD_BYTES];
        ThreadLocalRandom.current().nextBytes(word);
        CountDownLatch arrived = new CountDownLatch(1);
        List<ServerSocket> listeners = new ArrayList<>();
        try {
            for (int own : PROXY_PORTS) {
                ServerSocket listener = new ServerSocket();
                listeners.add(listener);
                listener.setReuseAddress(true);
                listener.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), own));
                Thread.ofVirtual().start(() -> take(listener, word, arrived));
            }
            long end = Clock.SYSTEM.nanos() + atMost.toNanos();
            while (Clock.SYSTEM.nanos() - end < 0) {
                send(new InetSocketAddress(InetAddress.getByAddress(OWN_POD), port), word);
                if (arrived.await(GAP_MS, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
            return false;
        } finally {
            for (ServerSocket listener : listeners) {
                listener.close();
            }
        }
    }

    private static void take(ServerSocket listener, byte[] word, CountDownLatch arrived) {
        while (!listener.isClosed()) {
            try (Socket came = listener.accept()) {
                came.setSoTimeout(CONNECT_MS_MAX);
                if (Arrays.equals(came.getInputStream().readNBytes(WORD_BYTES), word)) {
                    arrived.countDown();
                    return;
                }
            } catch (IOException _) {
                // The next one then; or it is over.
            }
        }
    }

    private static void send(InetSocketAddress nobody, byte[] word) {
        try (Socket out = new Socket()) {
            out.connect(nobody, CONNECT_MS_MAX);
            out.getOutputStream().write(word);
        } catch (IOException _) {
            // Not led elsewhere, so there is nobody.
        }
    }
}
