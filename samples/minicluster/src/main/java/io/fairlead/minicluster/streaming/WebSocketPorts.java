package io.fairlead.minicluster.streaming;

import io.fairlead.minicluster.kubelet.PodAccess;
import io.fairlead.minicluster.streaming.Refused.Reason;
import io.fairlead.minicluster.transport.WebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forwards one connection to each of the ports that a request names, over one WebSocket: the first byte of each
/// message is its channel.
///
/// ```
/// 2n   bytes of the n-th port   2n+1   why it failed   both begin with the port's number, low byte first
/// ```
///
/// Clients have no way to end their side of a connection; they close the WebSocket. It is closed from here when no port
/// has anything to say any more.
final class WebSocketPorts {
    static final String NAME = WebSocketCommand.V4;

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketPorts.class);
    private static final int CHANNELS = 2;
    private static final int PORTS_MAX = 16;
    private static final int PORT_MAX = 65_535;

    private final String pod;
    private final WebSocket socket;
    private final StreamLimits limits;
    private final List<Channels> channels = new ArrayList<>();
    private final List<PortConnection> connections = new ArrayList<>();
    private final AtomicInteger open;

    /// @param name of the pod
    /// @param ports in the order of the request
    WebSocketPorts(
            String name,
            PodAccess pod,
            List<Integer> ports,
            WebSocket socket,
            StreamLimits limits) {
        this.pod = name;
        this.socket = socket;
        this.limits = limits;
        this.open = new AtomicInteger(ports.size());
        for (int port : ports) {
            Channels own = new Channels(channels.size() * CHANNELS, port);
            channels.add(own);
            connections.add(new PortConnection(pod, port, own, limits));
        }
    }

    /// The ports that a request names.
    static List<Integer> ports(StreamRequest asked) throws Refused {
        List<Integer> ports = new ArrayList<>();
        for (String one : asked.query().getOrDefault("port", List.of())) {
            boolean fits = one.matches("[0-9]{1,5}");
            int port = fits ? Integer.parseInt(one) : 0;
            if (port < 1 || port > PORT_MAX) {
                throw new Refused(Reason.BAD_REQUEST, "port: \"%s\" is no port".formatted(one));
            }
            ports.add(port);
        }
        if (ports.isEmpty() || ports.size() > PORTS_MAX) {
            throw new Refused(
                    Reason.BAD_REQUEST,
                    "port: %d of them; it takes 1 to %d".formatted(ports.size(), PORTS_MAX));
        }
        return ports;
    }

    /// Returns when the client is gone.
    void run() throws IOException, InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Thread pings = Thread.ofVirtual().start(() -> ping(over));
        try {
            for (Channels one : channels) {
                one.begin();
            }
            for (PortConnection one : connections) {
                Thread.ofVirtual().start(one::run);
            }
            read();
        } finally {
            over.countDown();
            connections.forEach(PortConnection::breakOff);
            pings.join();
        }
    }

    private void read() throws IOException {
        byte @Nullable [] message = socket.message();
        while (message != null) {
            int channel = message.length == 0 ? -1 : message[0] & 0xFF;
            if (channel < 0
                    || channel % CHANNELS != 0
                    || channel / CHANNELS >= connections.size()) {
                String why = "a client writes to the even channels of its ports, not to " + channel;
                socket.close(WebSocket.PROTOCOL_ERROR, why);
                throw new IOException(why);
            }
            PortConnection connection = connections.get(channel / CHANNELS);
            if (message.length > 1
                    && !connection.take(Arrays.copyOfRange(message, 1, message.length))) {
                connection.breakOff();
            }
            message = socket.message();
        }
    }

    /// A client that was killed is noticed even while nothing is said.
    private void ping(CountDownLatch over) {
        try {
            while (!over.await(limits.pingEvery().toMillis(), TimeUnit.MILLISECONDS)) {
                socket.ping();
            }
        } catch (IOException gone) {
            LOG.debug("event=forward_client_gone reason={}", gone.getMessage());
            socket.tunnel().close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(int channel, byte[] bytes) throws IOException {
        byte[] message = new byte[bytes.length + 1];
        message[0] = (byte) channel;
        System.arraycopy(bytes, 0, message, 1, bytes.length);
        socket.send(message);
    }

    /// The two channels of a port.
    private final class Channels implements PortConnection.Client {
        private final int data;
        private final int port;
        private final AtomicBoolean ended = new AtomicBoolean();

        Channels(int data, int port) {
            this.data = data;
            this.port = port;
        }

        void begin() throws IOException {
            byte[] number = {(byte) port, (byte) (port >>> 8)};
            send(data, number);
            send(data + 1, number);
        }

        @Override
        public void data(byte[] bytes) throws IOException {
            send(data, bytes);
        }

        @Override
        public void dataEnd() throws IOException {
            ended();
        }

        @Override
        public void refused(String why) throws IOException {
            send(data + 1, PortForward.refusal(port, pod, why));
            ended();
        }

        @Override
        public void over() {}

        @Override
        public void forget() {
            try {
                ended();
            } catch (IOException gone) {
                LOG.debug("event=forward_client_gone reason={}", gone.getMessage());
            }
        }

        private void ended() throws IOException {
            if (ended.compareAndSet(false, true) && open.decrementAndGet() == 0) {
                socket.close(WebSocket.NORMAL, "");
            }
        }
    }
}
