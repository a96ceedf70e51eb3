package io.fairlead.minicluster.streaming;

import io.fairlead.minicluster.kubelet.PodAccess;
import io.fairlead.minicluster.transport.Wire;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Forwards connections to ports of a pod, as seen from the pod itself. Two streams of SPDY with the same `requestid`
/// are one connection: one for its bytes, one to say why it failed.
final class PortForward implements SpdyConnection.Listener {

    /// Name of the protocol.
    static final String NAME = "portforward.k8s.io";

    private final String name;
    private final PodAccess pod;
    private final StreamLimits limits;
    private final Map<String, SpdyStream> errors = new HashMap<>();
    private final Map<SpdyStream, PortConnection> forwards = new ConcurrentHashMap<>();

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
            List.copyOf(forwards.values()).forEach(PortConnection::breakOff);
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
                PortConnection forward =
                        new PortConnection(
                                pod,
                                Integer.parseInt(port),
                                new Client(stream, error, Integer.parseInt(port)),
                                limits);
                forwards.put(stream, forward);
                Thread.ofVirtual().start(forward::run);
            }
            default -> stream.reset(SpdyStreamStatus.PROTOCOL_ERROR);
        }
    }

    @Override
    public void data(SpdyStream stream, byte[] bytes) throws IOException {
        @Nullable PortConnection forward = forwards.get(stream);
        if (forward != null && !forward.take(bytes)) {
            forward.breakOff();
            stream.reset(SpdyStreamStatus.FLOW_CONTROL_ERROR);
        }
    }

    @Override
    public void ended(SpdyStream stream, boolean broken) throws IOException {
        @Nullable PortConnection forward = forwards.get(stream);
        if (forward == null) {
            return;
        }
        if (broken || !forward.end()) {
            forward.breakOff();
        }
    }

    /// The two streams of a connection.
    private final class Client implements PortConnection.Client {
        private final SpdyStream data;
        private final SpdyStream error;
        private final int port;

        Client(SpdyStream data, SpdyStream error, int port) {
            this.data = data;
            this.error = error;
            this.port = port;
        }

        @Override
        public void data(byte[] bytes) throws IOException {
            data.write(bytes);
        }

        @Override
        public void dataEnd() throws IOException {
            data.end();
        }

        @Override
        public void refused(String why) throws IOException {
            error.write(refusal(port, name, why));
            error.end();
            data.end();
        }

        @Override
        public void over() throws IOException {
            error.end();
        }

        @Override
        public void forget() {
            forwards.remove(data);
            data.connection().forget(data.id());
            error.connection().forget(error.id());
        }
    }

    /// How a client is told that a port can't be reached.
    static byte[] refusal(int port, String pod, String why) {
        return "error forwarding port %d to pod %s: %s"
                .formatted(port, pod, why)
                .getBytes(StandardCharsets.UTF_8);
    }
}
