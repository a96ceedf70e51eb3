package io.fairlead.proxy.http.h2;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.forward.Client;
import io.fairlead.proxy.http.forward.HttpChain;
import io.fairlead.proxy.meter.ResponseDetails;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client's connection. It turns frames into calls of its streams and keeps streams that are done for the next ones.
@SuppressWarnings(
        "FutureReturnValueIgnored") // Streams and connections that fail are told by events.
final class ServerConnection extends Http2ConnectionHandler implements FrameEvents {

    private static final int SPARE_STREAMS = 32;

    private final HttpChain chain;
    private final Client client;
    private final HeadReader reader;
    private final HeadBlocks blocks = new HeadBlocks();
    private final Http2Connection.PropertyKey key;
    private final ArrayDeque<ServerStream> spare = new ArrayDeque<>();
    private final List<ServerStream> touched = new ArrayList<>();
    private @Nullable ChannelHandlerContext context;
    private final RecentIds ended = new RecentIds();
    private final RecentIds givenUp = new RecentIds();
    private long lastUsedNanos;
    private boolean reading;
    private boolean pushing;
    private boolean draining;

    ServerConnection(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            HttpChain chain,
            Client client) {
        super(decoder, encoder, settings);
        this.chain = chain;
        this.client = client;
        this.reader = new HeadReader(chain.limits().headers());
        this.key = connection().newKey();
        connection()
                .addListener(
                        new Http2ConnectionAdapter() {
                            @Override
                            public void onStreamClosed(Http2Stream stream) {
                                closed(stream);
                            }
                        });
        encoder.flowController()
                .listener(stream -> {
                    ServerStream of = stream.getProperty(key);
                    if (of != null && encoder().flowController().isWritable(stream)) {
                        of.onWritable();
                    }
                });
    }

    HttpChain chain() {
        return chain;
    }

    Client client() {
        return client;
    }

    HeadBlocks blocks() {
        return blocks;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        context = added;
        lastUsedNanos = now();
        super.handlerAdded(added);
        // The connection was accepted before a chain could be chosen for it, so it is active
        // already.
        Windows.grow(this, H2Limits.DEFAULT.connectionWindowBytes());
        long idle = chain.settings().timeouts().connectionIdle().toNanos();
        if (idle > 0) {
            watchIdle(added, idle, idle);
        }
    }

    private long now() {
        return chain.worker().worker().clock().nanos();
    }

    private void watchIdle(ChannelHandlerContext on, long idleNanos, long delayNanos) {
        on.executor().schedule(() -> checkIdle(on, idleNanos), delayNanos, TimeUnit.NANOSECONDS);
    }

    private void checkIdle(ChannelHandlerContext on, long idleNanos) {
        if (!on.channel().isActive()) {
            return;
        }
        long left = idleNanos - (now() - lastUsedNanos);
        if (connection().numActiveStreams() > 0) {
            watchIdle(on, idleNanos, idleNanos);
        } else if (left > 0) {
            watchIdle(on, idleNanos, left);
        } else {
            on.channel().close();
        }
    }

    // Frames.

    @Override
    public void onHeadersRead(
            ChannelHandlerContext on, int id, Http2Headers headers, int padding, boolean end)
            throws Http2Exception {
        Http2Stream stream = connection().stream(id);
        ServerStream open = stream.getProperty(key);
        if (open != null) {
            trailers(open, id, headers, end);
            return;
        }
        Head head = chain.worker().head();
        Violation wrong = reader.request(headers, head, !end);
        if (wrong == Violation.TOO_MANY) {
            chain.worker().spare(head);
            handleServerHeaderDecodeSizeError(on, stream);
            return;
        }
        if (wrong != null) {
            chain.worker().spare(head);
            throw malformed(id, wrong);
        }
        ServerStream next = spare.pollLast();
        if (next == null) {
            next = new ServerStream(this);
        }
        stream.setProperty(key, next);
        touched.add(next);
        next.begin(on, stream, head, !end);
        if ((chain.retired() || client.isLeaving()) && !draining) {
            draining = true;
            on.channel().close();
        }
    }

    private void trailers(ServerStream open, int id, Http2Headers headers, boolean end)
            throws Http2Exception {
        Head head = chain.worker().head();
        Violation wrong = end ? reader.trailers(headers, head) : Violation.PSEUDO_HEADER;
        if (wrong == null) {
            touched.add(open);
            open.onEnd(head.count() == 0 ? null : head);
        }
        chain.worker().spare(head);
        if (wrong != null) {
            throw malformed(id, wrong);
        }
    }

    private static Http2Exception malformed(int id, Violation wrong) {
        return Http2Exception.streamError(
                id, Http2Error.PROTOCOL_ERROR, "malformed message: %s", wrong);
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext on, int id, ByteBuf data, int padding, boolean end) {
        ServerStream open = connection().stream(id).getProperty(key);
        int bytes = data.readableBytes() + padding;
        if (open == null) {
            return bytes;
        }
        touched.add(open);
        return open.onData(data, bytes, end);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext on, int id, long error) {
        ServerStream open = connection().stream(id).getProperty(key);
        if (open != null) {
            open.onGone(ResponseDetails.DOWNSTREAM_RESET);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext on, Object message) throws Exception {
        reading = true;
        super.channelRead(on, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext on) throws Exception {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).onPause();
        }
        touched.clear();
        reading = false;
        super.channelReadComplete(on);
    }

    /// The library answers each frame that comes too late with a stream error of its choice; RFC 9113 5.1 and 5.1.1
    /// want others.
    @Override
    protected void onStreamError(
            ChannelHandlerContext on,
            boolean outbound,
            Throwable cause,
            Http2Exception.StreamException error) {
        Http2Stream stream = connection().stream(error.streamId());
        if (!outbound && stream == null && isLate(error)) {
            Http2Error why =
                    ended.contains(error.streamId())
                            ? Http2Error.STREAM_CLOSED
                            : Http2Error.PROTOCOL_ERROR;
            onError(on, false, Http2Exception.connectionError(why, "frame on a closed stream"));
        } else if (!outbound && stream != null && isHeadersAfterEnd(stream, error)) {
            resetStream(on, stream.id(), Http2Error.STREAM_CLOSED.code(), on.newPromise());
        } else {
            super.onStreamError(on, outbound, cause, error);
        }
    }

    /// Whether a frame came for a stream that is gone, other than one that this side gave up while its client was still
    /// sending.
    private boolean isLate(Http2Exception.StreamException error) {
        return error.error() == Http2Error.STREAM_CLOSED && !givenUp.contains(error.streamId());
    }

    // The library counts the headers of a request that ends with them twice, and so complains about
    // their number.
    private boolean isHeadersAfterEnd(Http2Stream stream, Http2Exception.StreamException error) {
        return stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE
                && stream.getProperty(key) != null
                && error.error() == Http2Error.PROTOCOL_ERROR
                && String.valueOf(error.getMessage()).contains("too many headers");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext on, Throwable cause) throws Exception {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            super.exceptionCaught(on, cause);
        } else {
            on.close();
        }
    }

    private void closed(Http2Stream stream) {
        (stream.isResetSent() ? givenUp : ended).add(stream.id());
        lastUsedNanos = now();
        ServerStream open = stream.removeProperty(key);
        if (open != null) {
            open.onGone(ResponseDetails.DOWNSTREAM_DISCONNECT);
            if (spare.size() < SPARE_STREAMS) {
                spare.addLast(open);
            }
        }
    }

    /// Sends what the streams have written: once for all that is written in this turn of the event loop, as the answers
    /// to many streams come in one piece from a host. While frames are being read, the end of that batch sends it.
    void push() {
        ChannelHandlerContext on = context;
        if (on != null && !reading && !pushing) {
            pushing = true;
            on.executor()
                    .execute(() -> {
                        pushing = false;
                        if (on.channel().isActive()) {
                            flush(on);
                        }
                    });
        }
    }
}
