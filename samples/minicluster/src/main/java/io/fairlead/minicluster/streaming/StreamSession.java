package io.fairlead.minicluster.streaming;

import io.fairlead.minicluster.kubelet.ContainerAccess;
import io.fairlead.minicluster.kubelet.ExecProcess;
import io.fairlead.minicluster.kubelet.PodAccess;
import io.fairlead.minicluster.streaming.Refused.Reason;
import io.fairlead.minicluster.transport.Protocol;
import io.fairlead.minicluster.transport.WebSocket;
import io.fairlead.minicluster.transport.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A connection that leaves HTTP: what is agreed on, and what is spoken then.
final class StreamSession implements Protocol {

    private static final String WEB_SOCKET_PROTOCOLS = "sec-websocket-protocol";
    private static final String SPDY_PROTOCOLS = "x-stream-protocol-version";

    private final StreamRequest asked;
    private final String agreed;
    private final Talk talk;

    /// What is spoken after the switch.
    private interface Talk {
        void run(Wire wire) throws IOException, InterruptedException;
    }

    private StreamSession(StreamRequest asked, String agreed, Talk talk) {
        this.asked = asked;
        this.agreed = agreed;
        this.talk = talk;
    }

    /// A command in a container.
    static StreamSession command(
            StreamRequest asked, ContainerAccess container, StreamLimits limits) throws Refused {
        ExecProcess.Wanted wanted = asked.command();
        String agreed = agree(asked, WebSocketCommand.PROTOCOLS, List.of(WebSocketCommand.V4));
        if (!container.running()) {
            throw new Refused(
                    Reason.BAD_REQUEST,
                    "container %s in pod %s doesn't run".formatted(asked.container(), asked.pod()));
        }
        return new StreamSession(
                asked,
                agreed,
                wire -> {
                    CommandStreams streams =
                            asked.webSocket()
                                    ? new WebSocketCommand(
                                            new WebSocket(wire, limits.messageBytesMax()),
                                            agreed.equals(WebSocketCommand.V5))
                                    : SpdyCommand.open(wire, asked, limits);
                    Optional<ExecProcess> process = container.start(wanted);
                    if (process.isEmpty()) {
                        throw new IOException("container " + asked.container() + " has ended");
                    }
                    new Command(process.get(), streams, wire, limits).run();
                });
    }

    /// Connections to ports of a pod.
    static StreamSession ports(StreamRequest asked, PodAccess pod, StreamLimits limits)
            throws Refused {
        String agreed =
                agree(
                        asked,
                        List.of("SPDY/3.1+" + PortForward.NAME, WebSocketPorts.NAME),
                        List.of(PortForward.NAME));
        if (agreed.equals(WebSocketPorts.NAME)) {
            List<Integer> ports = WebSocketPorts.ports(asked);
            return new StreamSession(
                    asked,
                    agreed,
                    wire ->
                            new WebSocketPorts(
                                            asked.pod(),
                                            pod,
                                            ports,
                                            new WebSocket(wire, limits.messageBytesMax()),
                                            limits)
                                    .run());
        }
        return new StreamSession(
                asked,
                agreed,
                wire -> {
                    Wire bytes =
                            asked.webSocket()
                                    ? new WebSocket(wire, limits.messageBytesMax()).tunnel()
                                    : wire;
                    new PortForward(asked.pod(), pod, limits).run(bytes);
                });
    }

    private static String agree(StreamRequest asked, List<String> webSocket, List<String> spdy)
            throws Refused {
        boolean web = asked.webSocket();
        String header = web ? WEB_SOCKET_PROTOCOLS : SPDY_PROTOCOLS;
        List<String> known = web ? webSocket : spdy;
        return asked.agreed(header, known)
                .orElseThrow(() ->
                        new Refused(
                                Reason.BAD_REQUEST,
                                "%s: of [%s] none is known here; known are %s"
                                        .formatted(header, asked.header(header), known)));
    }

    @Override
    public void speak(Wire wire) throws IOException, InterruptedException {
        wire.write(
                asked.webSocket()
                        ? WebSocket.head(asked.header("sec-websocket-key"), agreed)
                        : spdyHead());
        talk.run(wire);
    }

    private byte[] spdyHead() {
        return """
        HTTP/1.1 101 Switching Protocols\r
        Upgrade: SPDY/3.1\r
        Connection: Upgrade\r
        X-Stream-Protocol-Version: %s\r
        \r
        """
                .formatted(agreed)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
