package io.fairlead.minicluster.streaming;

import io.fairlead.minicluster.kubelet.PodAccess;
import io.fairlead.minicluster.network.NamespaceSocket;
import io.fairlead.minicluster.transport.Wire;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forwards connections to ports of a pod, as seen from the pod itself. Two streams of SPDY with the same `requestid`
/// are one connection: one for its bytes, one to say why it failed.
final class PortForward implements SpdyConnection.Listener {

    /// Name of the protocol.
    static final String NAME = "portforward.k8s.io";

    private static final Logger LOG = LoggerFactory.getLogger(PortForward.class);
    private static final int CHUNK_BYTES = 16_384;
    private static final byte[] END = {};

    private final String name;
    private final PodAccess pod;
    private final StreamLimits limits;
    private final Map<String, SpdyStream> errors = new HashMap<>();
    private final Map<SpdyStream, Forward> forwards = new ConcurrentHashMap<>();

    PortForward(String name, PodAccess pod, StreamLimits limits) {
        this.name = name;
        this.pod = pod;
        this.limits = limits;
    }

    /// Returns when the client is gone.
    void run(Wire wire) throws IOException, InterruptedException {
        SpdyConnection connection = new SpdyConnection(wire, limits.streamsMax());
        CountDownLatch over = new CountDownLatch(1);
        Thread pings =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                long every = limits.pingEvery().toMillis();
                                while (!over.await(every, TimeUnit.MILLISECONDS)) {
                                    connection.ping();
                                }
                            } catch (IOException gone) {
                                wire.close();
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        });
        try {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = connection.next(this);
            }
        } finally {
            over.countDown();
            List.copyOf(forwards.values()).forEach(Forward::breakOff);
            pings.join();
        }
    }

    @Override
    public void opened(SpdyStream stream) throws IOException {
        String request = stream.header("requestid");
        switch (stream.header("streamtype")) {
            case "error" -> errors.put(request, stream);
            case "data" -> {
                @Nullable SpdyStream error = errors.remove(request);
                String port = stream.header("port");
                boolean fits = port.matches("\\d{1,5}") && Integer.parseInt(port) <= 65_535;
                if (error == null || !fits) {
                    // Clients open the stream for errors first.
                    stream.reset(SpdyStreamStatus.PROTOCOL_ERROR);
                    return;
                }
                Forward forward = new Forward(stream, error, Integer.parseInt(port));
                forwards.put(stream, forward);
                Thread.ofVirtual().start(forward::run);
            }
            default -> stream.reset(SpdyStreamStatus.PROTOCOL_ERROR);
        }
    }

    @Override
    public void data(SpdyStream stream, byte[] bytes) throws IOException {
        @Nullable Forward forward = forwards.get(stream);
        if (forward != null && !forward.take(bytes)) {
            forward.breakOff();
            stream.reset(SpdyStreamStatus.FLOW_CONTROL_ERROR);
        }
    }

    @Override
    public void ended(SpdyStream stream, boolean broken) throws IOException {
        @Nullable Forward forward = forwards.get(stream);
        if (forward == null) {
            return;
        }
        if (broken || !forward.take(END)) {
            forward.breakOff();
        }
    }

    /// One connection.
    private final class Forward {

        private final SpdyStream data;
        private final SpdyStream error;
        private final int port;
        private final ArrayBlockingQueue<byte[]> toPod =
                new ArrayBlockingQueue<>(limits.queuedMax());
        private volatile @Nullable SocketChannel channel;
        private volatile boolean broken;

        Forward(SpdyStream data, SpdyStream error, int port) {
            this.data = data;
            this.error = error;
            this.port = port;
        }

        /// False where the pod has read nothing for too long.
        boolean take(byte[] bytes) {
            try {
                return broken
                        || toPod.offer(bytes, limits.slowest().toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        void run() {
            try (SocketChannel there = NamespaceSocket.connect(pod.holder(), port)) {
                channel = there;
                if (broken) {
                    return;
                }
                Thread back = Thread.ofVirtual().start(() -> fromPod(there));
                toPod(there);
                back.join();
                error.end();
            } catch (IOException refused) {
                fail(String.valueOf(refused.getMessage()));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                forwards.remove(data);
                data.connection().forget(data.id());
                error.connection().forget(error.id());
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
                    data.write(Arrays.copyOf(buffer.array(), buffer.position()));
                }
                data.end();
            } catch (IOException closed) {
                LOG.debug("event=forward_broken port={} reason={}", port, closed.getMessage());
                breakOff();
            }
        }

        private void fail(String why) {
            String text = "error forwarding port %d to pod %s: %s".formatted(port, name, why);
            try {
                error.write(text.getBytes(StandardCharsets.UTF_8));
                error.end();
                data.end();
            } catch (IOException gone) {
                LOG.debug("event=forward_client_gone reason={}", gone.getMessage());
            }
        }

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
}
