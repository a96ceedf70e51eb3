package io.fairlead.minicluster.streaming;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.transport.WebSocket;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command's streams over one WebSocket: the first byte of each message says which stream it belongs to.
///
/// ```
/// 0 input   1 output   2 errors   3 how it ended   4 size of the terminal   255 end of the stream that follows (v5)
/// ```
record WebSocketCommand(WebSocket socket, boolean ends) implements CommandStreams {

    static final String V5 = "v5.channel.k8s.io";
    static final String V4 = "v4.channel.k8s.io";
    static final List<String> PROTOCOLS = List.of(V5, V4);

    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int STATUS = 3;
    private static final int RESIZE = 4;
    private static final int END = 255;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void read(Heard heard) throws IOException {
        byte @Nullable [] message = socket.message();
        while (message != null) {
            if (message.length > 0) {
                take(message, heard);
            }
            message = socket.message();
        }
    }

    private void take(byte[] message, Heard heard) throws IOException {
        int channel = message[0] & 0xFF;
        byte[] content = Arrays.copyOfRange(message, 1, message.length);
        switch (channel) {
            case STDIN -> heard.stdin(content);
            case RESIZE -> Sizes.read(content, heard);
            case END -> {
                if (!ends || content.length != 1 || content[0] != STDIN) {
                    throw refuse("channel 255 ends channel 0, in %s alone".formatted(V5));
                }
                heard.stdinEnd();
            }
            default -> throw refuse("a client writes to channel 0, 4 and 255, not to " + channel);
        }
    }

    private IOException refuse(String why) throws IOException {
        socket.close(WebSocket.PROTOCOL_ERROR, why);
        return new IOException(why);
    }

    @Override
    public void write(Output output, byte[] bytes) throws IOException {
        send(output == Output.STDOUT ? STDOUT : STDERR, bytes);
    }

    @Override
    public void ping() throws IOException {
        socket.ping();
    }

    @Override
    public void end(ObjectNode status) throws IOException {
        send(STATUS, JSON.writeValueAsBytes(status));
        socket.close(WebSocket.NORMAL, "");
    }

    private void send(int channel, byte[] bytes) throws IOException {
        byte[] message = new byte[bytes.length + 1];
        message[0] = (byte) channel;
        System.arraycopy(bytes, 0, message, 1, bytes.length);
        socket.send(message);
    }
}
