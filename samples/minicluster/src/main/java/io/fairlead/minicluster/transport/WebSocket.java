package io.fairlead.minicluster.transport;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The server's side of a WebSocket: whole messages in both directions. One thread reads, any write.
public final class WebSocket {

    /// Code of an end in order.
    public static final int NORMAL = 1_000;

    /// Code of an end because the other side doesn't keep to the protocol.
    public static final int PROTOCOL_ERROR = 1_002;

    /// Of RFC 6455, section 1.3.
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Wire wire;
    private final Codec decoder;
    private final Codec encoder = new Codec(new WebSocket13FrameEncoder(false));
    private final ReentrantLock writing = new ReentrantLock();
    private final Deque<byte[]> ready = new ArrayDeque<>();
    private boolean closed;

    /// @param messageBytesMax of a message of the client; a longer one is against the protocol
    public WebSocket(Wire wire, int messageBytesMax) {
        this.wire = wire;
        WebSocketDecoderConfig config =
                WebSocketDecoderConfig.newBuilder()
                        .expectMaskedFrames(true)
                        .maxFramePayloadLength(messageBytesMax)
                        .closeOnProtocolViolation(false)
                        .build();
        this.decoder =
                new Codec(
                        new WebSocket13FrameDecoder(config),
                        new WebSocketFrameAggregator(messageBytesMax));
    }

    /// The answer with which a connection leaves HTTP.
    ///
    /// @param key the client's `Sec-WebSocket-Key`
    /// @param protocol that was agreed on; empty for none
    public static byte[] head(String key, String protocol) {
        String agreed = protocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + protocol + "\r\n";
        return """
        HTTP/1.1 101 Switching Protocols\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Accept: %s\r
        %s\r
        """
                .formatted(accept(key), agreed)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(sha1.digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The next message; null when the client has closed, or is gone. Pings are answered on the way.
    ///
    /// @throws IOException where the client doesn't keep to the protocol; it has been told so
    public byte @Nullable [] message() throws IOException {
        while (ready.isEmpty()) {
            byte @Nullable [] bytes = closed ? null : wire.read();
            if (bytes == null) {
                return null;
            }
            try {
                for (Object frame : decoder.decode(bytes)) {
                    take((WebSocketFrame) frame);
                }
            } catch (IOException wrong) {
                int code =
                        wrong.getCause() instanceof CorruptedWebSocketFrameException corrupted
                                ? corrupted.closeStatus().code()
                                : PROTOCOL_ERROR;
                close(code, String.valueOf(wrong.getMessage()));
                throw wrong;
            }
        }
        return ready.poll();
    }

    private void take(WebSocketFrame frame) throws IOException {
        byte[] content = ByteBufUtil.getBytes(frame.content());
        frame.release();
        if (frame instanceof CloseWebSocketFrame) {
            closed = true;
            send(new CloseWebSocketFrame(NORMAL, ""));
        } else if (frame instanceof PingWebSocketFrame) {
            send(new PongWebSocketFrame(Unpooled.wrappedBuffer(content)));
        } else if (!(frame instanceof PongWebSocketFrame)) {
            ready.add(content);
        }
    }

    /// Sends a message of bytes.
    public void send(byte[] bytes) throws IOException {
        send(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
    }

    /// Sends a message of text, as UTF-8.
    public void text(byte[] bytes) throws IOException {
        send(new TextWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
    }

    /// Asks whether the other side is there.
    public void ping() throws IOException {
        send(new PingWebSocketFrame());
    }

    /// Says that nothing more comes, and why.
    public void close(int code, String why) throws IOException {
        // A reason has 123 bytes at most.
        send(new CloseWebSocketFrame(code, why.substring(0, Math.min(why.length(), 100))));
    }

    private void send(WebSocketFrame frame) throws IOException {
        writing.lock();
        try {
            wire.write(encoder.encode(frame));
        } finally {
            writing.unlock();
        }
    }

    /// A wire within this one, for protocols that want bytes.
    public Wire tunnel() {
        return new Wire() {
            @Override
            public byte @Nullable [] read() throws IOException {
                byte @Nullable [] bytes = message();
                while (bytes != null && bytes.length == 0) {
                    bytes = message();
                }
                return bytes;
            }

            @Override
            public void write(byte[] bytes) throws IOException {
                send(bytes);
            }

            @Override
            public void close() {
                wire.close();
            }
        };
    }
}
