package io.fairlead.minicluster.streaming;

import io.fairlead.minicluster.kubelet.PodAccess;
import io.fairlead.minicluster.network.NamespaceSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to a port of a pod, as seen from the pod itself.
final class PortConnection {
    private static final Logger LOG = LoggerFactory.getLogger(PortConnection.class);
    private static final int CHUNK_BYTES = 16_384;
    private static final byte[] END = {};

    private final PodAccess pod;
    private final int port;
    private final Client client;
    private final StreamLimits limits;
    private final ArrayBlockingQueue<byte[]> toPod;
    private volatile @Nullable SocketChannel channel;
    private volatile boolean broken;

    /// Where the pod's bytes go, and what becomes of the connection.
    interface Client {
        void data(byte[] bytes) throws IOException;

        /// The pod says nothing more.
        void dataEnd() throws IOException;

        /// There is no connection, and won't be.
        void refused(String why) throws IOException;

        /// Both sides have ended.
        void over() throws IOException;

        /// Whatever became of it: nothing comes from here any more.
        void forget();
    }

    PortConnection(PodAccess pod, int port, Client client, StreamLimits limits) {
        this.pod = pod;
        this.port = port;
        this.client = client;
        this.limits = limits;
        this.toPod = new ArrayBlockingQueue<>(limits.queuedMax());
    }

    /// False where the pod has read nothing for too long.
    boolean take(byte[] bytes) {
        try {
            return broken || toPod.offer(bytes, limits.slowest().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// The client says nothing more. False where the pod has read nothing for too long.
    boolean end() {
        return take(END);
    }

    /// Returns when it is over.
    void run() {
        try (SocketChannel there = NamespaceSocket.connect(pod.holder(), port)) {
            channel = there;
            if (broken) {
                return;
            }
            Thread back = Thread.ofVirtual().start(() -> fromPod(there));
            toPod(there);
            back.join();
            client.over();
        } catch (IOException refused) {
            fail(String.valueOf(refused.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            client.forget();
        }
    }

    private void toPod(SocketChannel there) throws InterruptedException {
        try {
            for (byte[] bytes = toPod.take(); bytes.length > 0; bytes = toPod.take()) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    there.write(buffer);
                }
            }
            if (!broken) {
                there.shutdownOutput();
            }
        } catch (IOException closed) {
            LOG.debug("event=forward_broken port={} reason={}", port, closed.getMessage());
            broken = true;
            toPod.clear();
        }
    }

    private void fromPod(SocketChannel there) {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
        try {
            while (there.read(buffer.clear()) >= 0) {
                client.data(Arrays.copyOf(buffer.array(), buffer.position()));
            }
            client.dataEnd();
        } catch (IOException closed) {
            LOG.debug("event=forward_broken port={} reason={}", port, closed.getMessage());
            breakOff();
        }
    }

    private void fail(String why) {
        try {
            client.refused(why);
        } catch (IOException gone) {
            LOG.debug("event=forward_client_gone reason={}", gone.getMessage());
        }
    }

    /// Ends it at once.
    void breakOff() {
        broken = true;
        toPod.clear();
        boolean _ = toPod.offer(END);
        @Nullable SocketChannel there = channel;
        if (there != null) {
            try {
                there.close();
            } catch (IOException _) {
                // Nothing is left to be done with it.
            }
        }
    }
}
