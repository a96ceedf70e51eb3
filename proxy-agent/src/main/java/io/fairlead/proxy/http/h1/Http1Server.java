package io.fairlead.proxy.http.h1;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.HeadParser;
import io.fairlead.proxy.http.codec.Malformed;
import io.fairlead.proxy.http.forward.Client;
import io.fairlead.proxy.http.forward.Downstream;
import io.fairlead.proxy.http.forward.Edits;
import io.fairlead.proxy.http.forward.Exchange;
import io.fairlead.proxy.http.forward.HttpChain;
import io.fairlead.proxy.http.forward.HttpWorker;
import io.fairlead.proxy.http.forward.UpstreamStream;
import io.fairlead.proxy.meter.ResponseDetails;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.upstream.Broken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One HTTP/1.1 connection of a client. Requests are answered in their order, one at a time; what comes behind the
/// current one waits, unread beyond one buffer.
///
/// ```
/// HEAD ─▶ BODY ─▶ ANSWERING ─▶ HEAD …            DRAINING: the answer is sent, the rest of the input is thrown away
///   └─ malformed, early answer, close ─▶ DRAINING ─▶ closed
///   └─ 101 ─▶ TUNNEL ─▶ closed
/// ```
@SuppressWarnings("FutureReturnValueIgnored") // A failed write or close ends in channelInactive.
public final class Http1Server extends ChannelInboundHandlerAdapter
        implements Downstream, BodyReader.Sink {

    private enum State {
        HEAD,
        BODY,
        ANSWERING,
        DRAINING,
        TUNNEL,
        CLOSED
    }

    /// How long input is thrown away after the last answer, so that a client that still sends can read that answer
    /// before it sees a reset.
    private static final long LINGER_MILLIS = 1000;

    private final HttpChain chain;
    private final HttpWorker worker;
    private final Exchange exchange;
    private final BodyReader body;
    private final TunnelEnd tunnel = new TunnelEnd();
    private final IdleWatch idle;
    private final Waiting waiting = new Waiting();
    private State state = State.HEAD;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Output output;
    private @Nullable Head head;
    private boolean processing;
    private boolean answered;
    private boolean asking;
    private boolean chunkedResponse;
    private boolean close;
    private boolean lingers;
    private boolean inputEnded;

    public Http1Server(HttpChain chain, Client client) {
        this.chain = chain;
        this.worker = chain.worker();
        this.exchange = new Exchange(chain, this, client, false);
        this.body = new BodyReader(chain.limits());
        this.idle = new IdleWatch(chain.settings().timeouts(), this::shut);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        output = new Output(added.alloc());
        tunnel.context(added);
        idle.start(added.channel().eventLoop());
        added.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    // The request.

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        ByteBuf in = (ByteBuf) message;
        switch (state) {
            case TUNNEL -> tunnel.read(in);
            case DRAINING, CLOSED -> in.release();
            case HEAD, BODY, ANSWERING -> process(in);
        }
    }

    /// Takes the buffer.
    private void process(ByteBuf fresh) {
        ByteBuf in = waiting.before(fresh);
        processing = true;
        boolean stuck = false;
        while (in.isReadable() && !stuck && !full()) {
            switch (state) {
                case HEAD -> readHead(in);
                case BODY -> readBody(in);
                case ANSWERING, TUNNEL -> stuck = true;
                case DRAINING, CLOSED -> in.skipBytes(in.readableBytes());
            }
        }
        processing = false;
        if (!in.isReadable()) {
            in.release();
        } else if (state == State.TUNNEL) {
            tunnel.read(in);
        } else {
            waiting.keep(in);
            context().channel().config().setAutoRead(false);
        }
        if (asking) {
            exchange.onRequestPause();
        }
        if (output().pending()) {
            flush();
        }
    }

    /// Whether a client reads so little of its answers that its next request has to wait.
    private boolean full() {
        if (output().large() || !writable()) {
            flush();
        }
        return state == State.HEAD && !writable();
    }

    private void readHead(ByteBuf in) {
        Head to = head;
        if (to == null) {
            to = worker.head();
            head = to;
        }
        int end = HeadReader.request(to, in, chain.limits());
        if (end == HeadParser.INCOMPLETE) {
            return;
        }
        answered = false;
        close = !to.persistent();
        asking = true;
        idle.busy(true);
        if (end == HeadParser.FAILED) {
            close = true;
            state = State.ANSWERING;
            lingers = true;
            exchange.refuse(to, Malformed.known(to.malformed()));
            return;
        }
        boolean follows = body.request(to);
        state = follows ? State.BODY : State.ANSWERING;
        String version = to.minorVersion() == 1 ? "HTTP/1.1" : "HTTP/1.0";
        exchange.begin(to, version, follows);
    }

    private void readBody(ByteBuf in) {
        if (body.read(in, this)) {
            return;
        }
        close = true;
        if (answered) {
            exchange.onDownstreamGone(ResponseFlag.DPE, ResponseDetails.HTTP1_CODEC_ERROR);
            shut();
        } else {
            state = State.ANSWERING;
            lingers = true;
            exchange.refuse(Malformed.known(body.malformed()));
        }
    }

    @Override
    public void received(ByteBuf source, int length) {
        if (asking) {
            exchange.onRequestData(source, length);
        } else {
            source.skipBytes(length);
        }
    }

    @Override
    public void receivedAll(@Nullable Head trailers) {
        if (state == State.BODY) {
            state = State.ANSWERING;
            exchange.onRequestEnd(null);
        }
    }

    // The response.

    @Override
    public void inform(Head of) {
        Head asked = head;
        if (answered || asked == null || asked.minorVersion() == 0) {
            return;
        }
        ResponseWriter.inform(worker.writer(), of);
        output().head(worker.writer());
        flush();
    }

    @Override
    public void respond(Head of, Edits edits, boolean bodyFollows) {
        answered = true;
        Head asked = head;
        boolean old = asked != null && asked.minorVersion() == 0;
        boolean lengthless = ResponseWriter.lengthless(of);
        chunkedResponse = bodyFollows && lengthless && !old;
        // The rest of a request answered early is not worth waiting for, nor is an endless body.
        close |= bodyFollows && lengthless && old;
        boolean last = inputEnded && !processing && !waiting.any();
        close |= state == State.BODY || last || exchange.isLeaving();
        ResponseWriter.write(worker.writer(), of, edits, chunkedResponse);
        ResponseWriter.end(worker.writer(), of, close, old);
        output().head(worker.writer());
    }

    @Override
    public void data(ByteBuf source, int length) {
        output().data(context(), source, length, chunkedResponse);
    }

    @Override
    public void end(@Nullable Head trailers) {
        if (chunkedResponse) {
            output().lastChunk();
        }
    }

    @Override
    public void flush() {
        output().flush(context());
    }

    @Override
    public void abort() {
        shut();
    }

    @Override
    public boolean writable() {
        return context().channel().isWritable();
    }

    @Override
    public void read(boolean on) {
        if (on && waiting.any() && state != State.HEAD) {
            return;
        }
        context().channel().config().setAutoRead(on);
    }

    @Override
    public void done() {
        asking = false;
        idle.busy(false);
        spareHead();
        if (state == State.CLOSED || state == State.TUNNEL) {
            return;
        }
        boolean early = state == State.BODY;
        if (close || early) {
            linger(early || lingers || waiting.any());
            return;
        }
        state = State.HEAD;
        if (!processing) {
            flush();
            resume();
        }
    }

    private void resume() {
        ByteBuf in = processing || state != State.HEAD ? null : waiting.take();
        if (in != null) {
            process(in);
        }
        if (!processing && !waiting.any() && state == State.HEAD) {
            context().channel().config().setAutoRead(true);
            if (inputEnded) {
                shut();
            }
        }
    }

    /// Closes after the answer. When the client may still be sending, its bytes are thrown away for a moment: closing
    /// at once would reset the connection and could take the answer with it.
    private void linger(boolean sending) {
        flush();
        waiting.release();
        if (!sending || inputEnded) {
            shut();
            return;
        }
        state = State.DRAINING;
        context().channel().config().setAutoRead(true);
        tunnel.finish();
        context().executor().schedule(this::shut, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void shut() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            flush();
            context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void tunnel(UpstreamStream upstream) {
        state = State.TUNNEL;
        flush();
        tunnel.peer(upstream.tunnelEnd());
        upstream.tunnel(tunnel);
        ByteBuf in = waiting.take();
        if (in != null) {
            tunnel.read(in);
        }
        context().channel().config().setAutoRead(true);
    }

    // The connection.

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (state == State.TUNNEL) {
            tunnel.writabilityChanged();
        } else if (from.channel().isWritable() && asking) {
            exchange.onDownstreamWritable();
        } else if (from.channel().isWritable()) {
            resume();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        if (event == HttpChain.Retired.NOW && state == State.HEAD && !waiting.any()) {
            shut();
        }
        if (!(event instanceof ChannelInputShutdownEvent)) {
            return;
        }
        inputEnded = true;
        switch (state) {
            case TUNNEL -> tunnel.inputEnded();
            case DRAINING -> shut();
            case HEAD -> resume();
            case BODY -> {
                exchange.onDownstreamGone(ResponseFlag.DC, ResponseDetails.DOWNSTREAM_DISCONNECT);
                shut();
            }
            case ANSWERING, CLOSED -> {}
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        State was = state;
        state = State.CLOSED;
        idle.stop();
        if (was == State.TUNNEL) {
            tunnel.inactive();
            exchange.onTunnelClosed(tunnel.bytes(), tunnel.written());
        } else if (asking) {
            exchange.onDownstreamGone(ResponseFlag.DC, ResponseDetails.DOWNSTREAM_DISCONNECT);
        }
        waiting.release();
        output().release();
        spareHead();
    }

    private void spareHead() {
        if (head != null) {
            worker.spare(head);
            head = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        Broken.on(from.channel(), cause);
        from.close();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "not in a pipeline");
    }

    private Output output() {
        return Objects.requireNonNull(output, "not in a pipeline");
    }
}
