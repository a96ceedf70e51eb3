package io.fairlead.proxy.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/// The sending half of one stream. The last piece of a body is held back until more or the end is known, so that the
/// end of a stream usually rides on it instead of an empty frame of its own.
@SuppressWarnings(
        "FutureReturnValueIgnored") // A failed write ends the stream, which is told on its own.
final class Outgoing {

    private final Http2ConnectionHandler connection;
    private final ChannelHandlerContext context;
    private final int id;
    private @Nullable ByteBuf held;
    private boolean ended;

    Outgoing(Http2ConnectionHandler connection, ChannelHandlerContext context, int id) {
        this.connection = connection;
        this.context = context;
        this.id = id;
    }

    ChannelFuture head(Http2Headers headers, boolean end) {
        ended |= end;
        return connection
                .encoder()
                .writeHeaders(context, id, headers, 0, end, context.newPromise());
    }

    /// Takes exactly `length` readable bytes.
    void data(ByteBuf source, int length) {
        if (ended || length == 0) {
            source.skipBytes(length);
            return;
        }
        release(false);
        held = source.readRetainedSlice(length);
    }

    /// Sends what was held back.
    void push() {
        release(false);
    }

    /// Ends the stream's sending half, if it isn't yet.
    @Nullable ChannelFuture end(@Nullable Http2Headers trailers) {
        if (ended) {
            return null;
        }
        if (trailers != null) {
            release(false);
            return head(trailers, true);
        }
        if (held == null) {
            held = Unpooled.EMPTY_BUFFER;
        }
        return release(true);
    }

    private @Nullable ChannelFuture release(boolean end) {
        ByteBuf data = held;
        if (data == null) {
            return null;
        }
        held = null;
        ended |= end;
        return connection.encoder().writeData(context, id, data, 0, end, context.newPromise());
    }

    boolean hasEnded() {
        return ended;
    }

    boolean writable() {
        Http2Stream stream = connection.connection().stream(id);
        return stream == null || connection.encoder().flowController().isWritable(stream);
    }

    /// Resets the stream, if it is still there.
    void reset(long error) {
        drop();
        ended = true;
        if (connection.connection().stream(id) != null) {
            connection.resetStream(context, id, error, context.newPromise());
        }
    }

    /// The stream is gone.
    void drop() {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
