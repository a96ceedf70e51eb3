package io.fairlead.minicluster.streaming;

import io.fairlead.minicluster.api.http.ClusterPki;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/// A client of a kubelet's server that says what it likes, byte by byte.
final class RawClient implements AutoCloseable {

    private static final int READ_MS_MAX = 30_000;

    private final SSLSocket socket;
    private final DataInputStream in;

    RawClient(ClusterPki pki, String name, int port) throws Exception {
        this.socket =
                (SSLSocket)
                        pki.context(pki.client(name))
                                .getSocketFactory()
                                .createSocket("127.0.0.1", port);
        socket.setSoTimeout(READ_MS_MAX);
        this.in = new DataInputStream(socket.getInputStream());
    }

    /// A message of WebSocket. Nobody compares messages.
    @SuppressWarnings("ArrayRecordComponent")
    record Message(int opcode, byte[] content) {

        /// The code of a message that closes.
        int code() {
            return ((content[0] & 0xFF) << 8) | (content[1] & 0xFF);
        }

        /// What a message of `exec` says, without its channel.
        String text() {
            return new String(content, 1, content.length - 1, StandardCharsets.UTF_8);
        }
    }

    void send(String text) throws IOException {
        send(text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /// Asks to leave HTTP for this protocol of WebSocket.
    ///
    /// @return the head of the answer
    String webSocket(String path, String protocol) throws IOException {
        send(
                """
                GET %s HTTP/1.1
                Host: kubelet
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Protocol: %s

                """
                        .formatted(path, protocol));
        return head();
    }

    String spdy(String path, String protocol) throws IOException {
        send(
                """
                POST %s HTTP/1.1
                Host: kubelet
                Connection: Upgrade
                Upgrade: SPDY/3.1
                X-Stream-Protocol-Version: %s

                """
                        .formatted(path, protocol));
        return head();
    }

    String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.readByte());
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    /// Sends a frame of at most 65,535 bytes with a mask of zeros, which changes nothing.
    void frame(int opcode, byte[] content) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (content.length < 126) {
            frame.write(0x80 | content.length);
        } else {
            frame.write(0x80 | 126);
            frame.write(content.length >>> 8);
            frame.write(content.length);
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(content);
        send(frame.toByteArray());
    }

    void message(int channel, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] content = new byte[bytes.length + 1];
        content[0] = (byte) channel;
        System.arraycopy(bytes, 0, content, 1, bytes.length);
        frame(2, content);
    }

    /// The next frame that is no ping.
    Message next() throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0F;
            int length = in.readUnsignedByte();
            long size =
                    length < 126 ? length : length == 126 ? in.readUnsignedShort() : in.readLong();
            byte[] content = in.readNBytes((int) size);
            if (opcode != 9) {
                return new Message(opcode, content);
            }
        }
    }

    /// Reads to the end.
    byte[] rest() throws IOException {
        return in.readAllBytes();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
