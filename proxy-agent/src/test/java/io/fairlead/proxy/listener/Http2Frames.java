package io.fairlead.proxy.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One end of an HTTP/2 connection, frame by frame, which may say anything.
final class Http2Frames implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int LIST_MAX = 1 << 20;
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final DefaultHttp2HeadersDecoder decoder =
            new DefaultHttp2HeadersDecoder(false, LIST_MAX);

    /// One frame that was read.
    static final class Frame {
        private final int type;
        private final int flags;
        private final int stream;
        private final byte[] payload;
        private final @Nullable Http2Headers fields;

        /// @param fields of a HEADERS frame, else null
        private Frame(
                int type, int flags, int stream, byte[] payload, @Nullable Http2Headers fields) {
            this.type = type;
            this.flags = flags;
            this.stream = stream;
            this.payload = payload;
            this.fields = fields;
        }

        int type() {
            return type;
        }

        int stream() {
            return stream;
        }

        byte[] payload() {
            return payload;
        }

        boolean is(int type, int stream) {
            return this.type == type && this.stream == stream;
        }

        boolean has(int flag) {
            return (flags & flag) != 0;
        }

        String text() {
            return new String(payload, ISO_8859_1);
        }

        /// The value of a header of it; empty when it has none.
        String field(String name) {
            CharSequence value = fields == null ? null : fields.get(name);
            return value == null ? "" : value.toString();
        }

        /// The number that its payload holds from there.
        int number(int at) {
            return ByteBuffer.wrap(payload).getInt(at);
        }
    }

    Http2Frames(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /// A client of this port, which has introduced itself.
    static Http2Frames client(int port, int... settings) throws IOException {
        var client = new Http2Frames(new Socket(InetAddress.getLoopbackAddress(), port));
        client.raw(PREFACE);
        client.settings(settings);
        return client;
    }

    Socket socket() {
        return socket;
    }

    // What is said.

    void raw(String bytes) throws IOException {
        out.write(bytes.getBytes(ISO_8859_1));
        out.flush();
    }

    void send(int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(frame(type, flags, stream, payload));
        out.flush();
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putShort((short) (payload.length >>> 8))
                .put((byte) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /// @param pairs identifier and value, again and again
    void settings(int... pairs) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(pairs.length * 3);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
        }
        send(SETTINGS, 0, 0, payload.array());
    }

    static byte[] number(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    void headers(int stream, boolean end, String... fields) throws IOException {
        send(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
    }

    void get(int stream, String path) throws IOException {
        headers(stream, true, request("GET", path));
    }

    static String[] request(String method, String path) {
        return new String[] {
            ":method", method, ":scheme", "http", ":path", path, ":authority", "a"
        };
    }

    void data(int stream, boolean end, String text) throws IOException {
        send(DATA, end ? END_STREAM : 0, stream, text.getBytes(ISO_8859_1));
    }

    /// A header block of literals that go into no table.
    static byte[] block(String... fields) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            bytes.write(0);
            literal(bytes, fields[i]);
            literal(bytes, fields[i + 1]);
        }
        return bytes.toByteArray();
    }

    private static void literal(ByteArrayOutputStream to, String text) {
        int length = text.length();
        if (length < 127) {
            to.write(length);
        } else {
            to.write(127);
            length -= 127;
            while (length >= 128) {
                to.write(length % 128 + 128);
                length /= 128;
            }
            to.write(length);
        }
        to.writeBytes(text.getBytes(ISO_8859_1));
    }

    // What is heard.

    /// Reads the preface of a client.
    boolean preface() throws IOException {
        byte[] bytes = in.readNBytes(PREFACE.length());
        return new String(bytes, ISO_8859_1).equals(PREFACE);
    }

    /// The next frame; null at the end of the connection, in order or not.
    @Nullable Frame next() throws IOException {
        try {
            int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt() & Integer.MAX_VALUE;
            byte[] payload = in.readNBytes(length);
            boolean head = type == HEADERS && (flags & END_HEADERS) != 0;
            return new Frame(type, flags, stream, payload, head ? decode(stream, payload) : null);
        } catch (EOFException | java.net.SocketException _) {
            return null;
        }
    }

    private Http2Headers decode(int stream, byte[] payload) throws IOException {
        ByteBuf block = Unpooled.wrappedBuffer(payload);
        try {
            return decoder.decodeHeaders(stream, block);
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    /// The next frame, which has to come.
    Frame expect() throws IOException {
        Frame next = next();
        if (next == null) {
            throw new EOFException("the connection ended");
        }
        return next;
    }

    /// The next frame of this kind on this stream, which has to come; what comes before it is skipped, settings and
    /// pings are answered.
    Frame await(int type, int stream) throws IOException {
        Frame next = expect();
        while (!next.is(type, stream)) {
            acknowledge(next);
            next = expect();
        }
        return next;
    }

    /// The GOAWAY with an error at the end of a connection, or null when it ended without one.
    @Nullable Frame farewell() throws IOException {
        Frame last = null;
        Frame next = next();
        while (next != null) {
            last = next.type == GOAWAY && next.number(4) != 0 ? next : last;
            next = next();
        }
        return last;
    }

    void acknowledge(Frame frame) throws IOException {
        if (frame.type == SETTINGS && !frame.has(ACK)) {
            send(SETTINGS, ACK, 0, new byte[0]);
        } else if (frame.type == PING && !frame.has(ACK)) {
            send(PING, ACK, 0, frame.payload);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
