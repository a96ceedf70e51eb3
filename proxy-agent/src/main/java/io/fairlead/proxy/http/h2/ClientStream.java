package io.fairlead.proxy.http.h2;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.forward.Edits;
import io.fairlead.proxy.http.forward.UpstreamConnection;
import io.fairlead.proxy.http.forward.UpstreamEvents;
import io.fairlead.proxy.http.forward.UpstreamEvents.Trouble;
import io.fairlead.proxy.http.forward.UpstreamStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/// One request to a host.
@SuppressWarnings("FutureReturnValueIgnored") // Streams that fail are told by their connection.
final class ClientStream implements UpstreamStream {

    private final ClientConnection connection;
    private final ChannelHandlerContext context;
    private final UpstreamEvents events;
    private final boolean reused;
    private @Nullable Outgoing out;
    private @Nullable Incoming in;
    private @Nullable Head head;
    private boolean answered;
    private boolean over;
    private boolean headRequest;
    private boolean bodiless;
    private long left = Head.NO_LENGTH;

    ClientStream(
            ClientConnection connection,
            ChannelHandlerContext context,
            UpstreamEvents events,
            boolean reused) {
        this.connection = connection;
        this.context = context;
        this.events = events;
        this.reused = reused;
    }

    // What the host is told.

    @Override
    public void request(Head request, Edits edits, boolean bodyFollows) {
        int id = connection.connection().local().incrementAndGetNextStreamId();
        var sending = new Outgoing(connection, context, id);
        out = sending;
        in = new Incoming(connection, context, id);
        headRequest = request.methodIs("HEAD");
        sending.head(connection.blocks().request(request, edits), !bodyFollows)
                .addListener(future -> {
                    if (!future.isSuccess()) {
                        context.executor().execute(() -> onReset(Trouble.REFUSED));
                    }
                });
        Http2Stream stream = connection.connection().stream(id);
        if (stream != null) {
            connection.register(stream, this);
        }
    }

    @Override
    public void data(ByteBuf source, int length) {
        if (out == null || over) {
            source.skipBytes(length);
        } else {
            out.data(source, length);
        }
    }

    @Override
    public void end(@Nullable Head trailers) {
        if (out != null && !over) {
            out.end(
                    trailers == null || trailers.count() == 0
                            ? null
                            : connection.blocks().trailers(trailers));
        }
    }

    @Override
    public void flush() {
        if (out != null) {
            out.push();
        }
        connection.push();
    }

    @Override
    public void cancel() {
        if (!over) {
            stop();
            release();
        }
    }

    @Override
    public boolean writable() {
        return out == null || out.writable();
    }

    @Override
    public void read(boolean on) {
        if (in != null && !over) {
            in.read(on);
        }
    }

    @Override
    public boolean reused() {
        return reused;
    }

    @Override
    public UpstreamConnection connection() {
        return connection.description();
    }

    @Override
    public void tunnel(Tunnel peer) {
        throw new IllegalStateException("HTTP/2 has no 101");
    }

    @Override
    public Tunnel tunnelEnd() {
        throw new IllegalStateException("HTTP/2 has no 101");
    }

    // What the host says.

    /// A header block; says what is wrong with it.
    @Nullable Violation onHeaders(Http2Headers headers, boolean end) {
        if (over) {
            return null;
        }
        Head next = connection.worker().head();
        Violation wrong =
                answered
                        ? connection.reader().trailers(headers, next)
                        : connection.reader().response(headers, next, !end);
        if (wrong == null) {
            wrong = answered ? missing() : begun(next, end);
        }
        if (wrong != null) {
            connection.worker().spare(next);
            return wrong;
        }
        if (answered) {
            over(next.count() == 0 ? null : next);
            connection.worker().spare(next);
        } else if (next.status() < 200) {
            events.onHead(next, false);
            connection.worker().spare(next);
        } else {
            answered = true;
            head = next;
            events.onHead(next, !end && !bodiless);
            if (end && !over) {
                over(null);
            }
        }
        return null;
    }

    /// A head that is well-formed by itself: whether the stream may go on, or end, behind it.
    private @Nullable Violation begun(Head next, boolean end) {
        int status = next.status();
        if (status < 200) {
            return end ? Violation.ENDED_EARLY : null;
        }
        bodiless = headRequest || status == 204 || status == 304;
        left = bodiless ? 0 : next.contentLength();
        return end ? missing() : null;
    }

    /// At the end of a body: whether some of it is missing. A client of HTTP/1.1 would take what comes next for it.
    private @Nullable Violation missing() {
        return left > 0 ? Violation.LENGTH : null;
    }

    /// Part of a body has come: whether there may be so much of it. More than the head announced, or any where it says
    /// that there is none, would be the next answer to a client of HTTP/1.1; so would a body without a head.
    @Nullable Violation onBytes(int length, boolean end) {
        if (over) {
            return null;
        }
        if (!answered) {
            return Violation.NO_HEAD;
        }
        if (left != Head.NO_LENGTH) {
            left -= length;
            if (left < 0) {
                return Violation.LENGTH;
            }
        }
        return end ? missing() : null;
    }

    int onData(ByteBuf data, int bytes, boolean end) {
        if (over) {
            return bytes;
        }
        if (data.isReadable()) {
            events.onData(data, data.readableBytes());
        }
        if (end && !over) {
            over(null);
        }
        Incoming window = in;
        return over || window == null ? bytes : window.received(bytes);
    }

    void onPause() {
        if (!over) {
            events.onPause();
        }
    }

    void onWritable() {
        if (!over) {
            events.onWritable();
        }
    }

    /// The stream broke, if it wasn't over before.
    void onReset(Trouble trouble) {
        if (over) {
            return;
        }
        stop();
        events.onReset(trouble);
        release();
    }

    private void over(@Nullable Head trailers) {
        over = true;
        Outgoing sending = out;
        events.onEnd(trailers);
        events.onPause();
        if (sending != null && !sending.hasEnded()) {
            // The answer is complete and the rest of the request is of no use to anyone.
            sending.reset(Http2Error.NO_ERROR.code());
        }
        release();
    }

    private void stop() {
        over = true;
        if (out != null) {
            out.reset(Http2Error.CANCEL.code());
        }
        connection.push();
    }

    private void release() {
        if (out != null) {
            out.drop();
        }
        Head response = head;
        head = null;
        if (response != null) {
            connection.worker().spare(response);
        }
        connection.release();
    }
}
