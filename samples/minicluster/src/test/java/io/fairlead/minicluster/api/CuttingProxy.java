package io.fairlead.minicluster.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/// Passes bytes on to a server on loopback, until it cuts a connection or lets none pass.
final class CuttingProxy implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Pair> open = ConcurrentHashMap.newKeySet();
    private final ServerSocket listener;
    private final int server;
    private volatile boolean closed;

    private record Pair(Socket client, Socket server) {

        void cut() throws IOException {
            client.close();
            server.close();
        }
    }

    CuttingProxy(int server) throws IOException {
        this.server = server;
        listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Cuts one of the open connections.
    ///
    /// @return was there one?
    boolean cutOne(RandomGenerator random) throws IOException {
        List<Pair> all = new ArrayList<>(open);
        if (all.isEmpty()) {
            return false;
        }
        all.get(random.nextInt(all.size())).cut();
        return true;
    }

    /// Cuts all, and every new one at once, or lets them pass again.
    void partition(boolean cutOff) throws IOException {
        closed = cutOff;
        if (cutOff) {
            for (Pair pair : open) {
                pair.cut();
            }
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.execute(() -> join(client));
            } catch (IOException over) {
                return;
            }
        }
    }

    private void join(Socket client) {
        Pair pair = new Pair(client, new Socket());
        open.add(pair);
        try (client;
                Socket far = pair.server()) {
            if (closed) {
                return;
            }
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server));
            threads.execute(() -> pump(pair, far, client));
            pump(pair, client, far);
        } catch (IOException cut) {
            // Either side hears of it by its own end.
            return;
        } finally {
            open.remove(pair);
        }
    }

    private static void pump(Pair pair, Socket from, Socket to) {
        try (Socket _ = pair.client();
                Socket _ = pair.server()) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // Both are closed by now, which is all that there is to do.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        partition(true);
        threads.shutdownNow();
    }
}
