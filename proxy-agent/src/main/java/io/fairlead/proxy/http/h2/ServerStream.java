package io.fairlead.proxy.http.h2;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.forward.Downstream;
import io.fairlead.proxy.http.forward.Edits;
import io.fairlead.proxy.http.forward.Exchange;
import io.fairlead.proxy.http.forward.UpstreamStream;
import io.fairlead.proxy.meter.ResponseFlag;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/// One request of a client: the downstream side of an exchange. Reused for later streams of its connection.
@SuppressWarnings("FutureReturnValueIgnored") // Streams that fail are told by their connection.
final class ServerStream implements Downstream {

    private final ServerConnection connection;
    private final Exchange exchange;
    private @Nullable Http2Stream stream;
    private @Nullable Head head;
    private @Nullable Outgoing out;
    private @Nullable Incoming in;
    private boolean active;
    private boolean requestEnded;

    ServerStream(ServerConnection connection) {
        this.connection = connection;
        this.exchange = new Exchange(connection.chain(), this, connection.client(), true);
    }

    // What the client says.

    void begin(ChannelHandlerContext context, Http2Stream next, Head request, boolean bodyFollows) {
        stream = next;
        head = request;
        out = new Outgoing(connection, context, next.id());
        in = new Incoming(connection, context, next.id());
        active = true;
        requestEnded = !bodyFollows;
        exchange.begin(request, "HTTP/2", bodyFollows);
    }

    int onData(ByteBuf data, int bytes, boolean end) {
        if (!active) {
            return bytes;
        }
        requestEnded |= end;
        exchange.onRequestData(data, data.readableBytes());
        if (end && active) {
            exchange.onRequestEnd(null);
        }
        Incoming window = in;
        return window == null ? bytes : window.received(bytes);
    }

    void onEnd(@Nullable Head trailers) {
        requestEnded = true;
        if (active) {
            exchange.onRequestEnd(trailers);
        }
    }

    void onPause() {
        if (active) {
            exchange.onRequestPause();
        }
    }

    void onWritable() {
        if (active) {
            exchange.onDownstreamWritable();
        }
    }

    /// The client doesn't want an answer any more, or can't get one.
    void onGone(String details) {
        if (active) {
            exchange.onDownstreamGone(ResponseFlag.DC, details);
        }
        if (out != null) {
            out.drop();
        }
    }

    // What the client is told.

    @Override
    public void inform(Head informational) {
        if (out != null && !out.hasEnded()) {
            out.head(connection.blocks().response(informational, null), false);
        }
    }

    @Override
    public void respond(Head response, Edits edits, boolean bodyFollows) {
        if (out != null && !out.hasEnded()) {
            ChannelFuture sent =
                    out.head(connection.blocks().response(response, edits), !bodyFollows);
            if (!bodyFollows) {
                afterEnd(sent);
            }
        }
    }

    @Override
    public void data(ByteBuf source, int length) {
        if (out == null) {
            source.skipBytes(length);
        } else {
            out.data(source, length);
        }
    }

    @Override
    public void end(@Nullable Head trailers) {
        if (out == null) {
            return;
        }
        ChannelFuture sent =
                out.end(
                        trailers == null || trailers.count() == 0
                                ? null
                                : connection.blocks().trailers(trailers));
        if (sent != null) {
            afterEnd(sent);
        }
    }

    /// RFC 9113 8.1: a client that is still sending when it has its answer is told to stop, without an error.
    private void afterEnd(ChannelFuture sent) {
        Http2Stream of = stream;
        Outgoing to = out;
        if (requestEnded || of == null || to == null) {
            return;
        }
        sent.addListener(_ -> {
            if (of.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
                to.reset(Http2Error.NO_ERROR.code());
            }
        });
    }

    @Override
    public void flush() {
        if (out != null) {
            out.push();
        }
        connection.push();
    }

    @Override
    public void abort() {
        if (out != null) {
            out.reset(Http2Error.INTERNAL_ERROR.code());
        }
        connection.push();
    }

    @Override
    public boolean writable() {
        return out == null || out.writable();
    }

    @Override
    public void read(boolean on) {
        if (in != null) {
            in.read(on);
        }
    }

    @Override
    public void tunnel(UpstreamStream upstream) {
        throw new IllegalStateException("HTTP/2 requests don't ask for an upgrade");
    }

    @Override
    public void done() {
        active = false;
        if (in != null) {
            in.read(true);
        }
        Head request = head;
        head = null;
        if (request != null) {
            connection.chain().worker().spare(request);
        }
        connection.push();
    }
}
