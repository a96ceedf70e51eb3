package io.fairlead.minicluster.streaming;

import io.fairlead.minicluster.transport.Codec;
import io.fairlead.minicluster.transport.Wire;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The server's side of a connection of SPDY/3.1, as clients of Kubernetes use it: they open all streams, and nobody
/// keeps windows, so that a stream that isn't read holds up its neighbours.
final class SpdyConnection {

    private static final int SERVER_PING = 2;

    private final Wire wire;
    private final int streamsMax;
    private final Codec decoder = new Codec(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    private final Codec encoder = new Codec(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    private final ReentrantLock writing = new ReentrantLock();
    private final Deque<Object> frames = new ArrayDeque<>();
    private final Map<Integer, SpdyStream> streams = new ConcurrentHashMap<>();
    private int lastId;

    /// Hears what the client does, on the thread that reads.
    interface Listener {

        void opened(SpdyStream stream) throws IOException;

        void data(SpdyStream stream, byte[] bytes) throws IOException;

        /// The client sends nothing more on it, or breaks it off.
        void ended(SpdyStream stream, boolean broken) throws IOException;
    }

    SpdyConnection(Wire wire, int streamsMax) {
        this.wire = wire;
        this.streamsMax = streamsMax;
    }

    /// Waits for the client's next frame and lets the listener hear of it.
    ///
    /// @return false at the end of the connection
    /// @throws IOException where the client doesn't keep to the protocol, or is gone
    boolean next(Listener listener) throws IOException {
        while (frames.isEmpty()) {
            byte @Nullable [] bytes = wire.read();
            if (bytes == null) {
                return false;
            }
            frames.addAll(decoder.decode(bytes));
        }
        take(frames.remove(), listener);
        return true;
    }

    private void take(Object frame, Listener listener) throws IOException {
        switch (frame) {
            case SpdySynStreamFrame open -> open(open, listener);
            case SpdyDataFrame data -> data(data, listener);
            case SpdyRstStreamFrame broken -> {
                @Nullable SpdyStream stream = streams.remove(broken.streamId());
                if (stream != null) {
                    listener.ended(stream, true);
                }
            }
            case SpdyPingFrame ping -> {
                if (ping.id() % 2 == 1) {
                    send(ping);
                }
            }
            // Settings, windows and farewells change nothing here.
            default -> {}
        }
    }

    private void open(SpdySynStreamFrame frame, Listener listener) throws IOException {
        int id = frame.streamId();
        boolean fits = id % 2 == 1 && id > lastId && !frame.isInvalid() && !frame.isTruncated();
        if (!fits || streams.size() >= streamsMax) {
            send(
                    new DefaultSpdyRstStreamFrame(
                            id,
                            fits
                                    ? SpdyStreamStatus.REFUSED_STREAM
                                    : SpdyStreamStatus.PROTOCOL_ERROR));
            return;
        }
        lastId = id;
        Map<String, String> headers = new HashMap<>();
        frame.headers()
                .forEach(header ->
                        headers.put(
                                header.getKey().toString().toLowerCase(Locale.ROOT),
                                header.getValue().toString()));
        SpdyStream stream = new SpdyStream(this, id, headers);
        streams.put(id, stream);
        // Without a header the codec leaves out the block of them, which clients wait for.
        DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(id);
        reply.headers().add("server", "kubelet");
        send(reply);
        listener.opened(stream);
        if (frame.isLast()) {
            listener.ended(stream, false);
        }
    }

    private void data(SpdyDataFrame frame, Listener listener) throws IOException {
        byte[] bytes = ByteBufUtil.getBytes(frame.content());
        frame.release();
        @Nullable SpdyStream stream = streams.get(frame.streamId());
        if (stream == null) {
            send(new DefaultSpdyRstStreamFrame(frame.streamId(), SpdyStreamStatus.INVALID_STREAM));
            return;
        }
        if (bytes.length > 0) {
            listener.data(stream, bytes);
        }
        if (frame.isLast()) {
            listener.ended(stream, false);
        }
    }

    void forget(int id) {
        streams.remove(id);
    }

    void ping() throws IOException {
        send(new DefaultSpdyPingFrame(SERVER_PING));
    }

    /// In one order for all, since headers are compressed over the whole connection.
    void send(Object frame) throws IOException {
        writing.lock();
        try {
            wire.write(encoder.encode(frame));
        } finally {
            writing.unlock();
        }
    }
}
