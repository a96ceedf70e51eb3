package io.fairlead.proxy.http.h1;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.HeadParser;
import io.fairlead.proxy.http.codec.Limits;
import io.fairlead.proxy.http.forward.Edits;
import io.fairlead.proxy.http.forward.HttpWorker;
import io.fairlead.proxy.http.forward.UpstreamConnection;
import io.fairlead.proxy.http.forward.UpstreamEvents;
import io.fairlead.proxy.http.forward.UpstreamEvents.Trouble;
import io.fairlead.proxy.http.forward.UpstreamStream;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.upstream.Dialer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// One HTTP/1.1 connection to a host.
///
/// ```
/// CONNECTING ─▶ FREE ─take─▶ HEAD ─▶ BODY ─▶ FREE (kept) or CLOSED
///                             └─ 101 ─▶ TUNNEL ─▶ CLOSED
/// ```
@SuppressWarnings("FutureReturnValueIgnored") // A failed write or close ends in channelInactive.
final class Http1Client extends ChannelInboundHandlerAdapter
        implements UpstreamStream, BodyReader.Sink {

    private enum State {
        CONNECTING,
        FREE,
        HEAD,
        BODY,
        TUNNEL,
        CLOSED
    }

    private final HttpWorker worker;
    private final Http1Pool pool;
    private final BodyReader body = new BodyReader(Limits.DEFAULT);
    private State state = State.CONNECTING;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Output output;
    private @Nullable UpstreamEvents events;
    private @Nullable Head head;
    private @Nullable ByteBuf reading;
    private boolean chunkedRequest;
    private boolean requestEnded;
    private boolean headRequest;
    private boolean persistent;
    private boolean broken;
    private int requests;
    private long idleSince;
    private UpstreamConnection connection = UpstreamConnection.of("", WorkloadLabels.UNKNOWN, null);
    private final TunnelEnd tunnel = new TunnelEnd();

    Http1Client(HttpWorker worker, Http1Pool pool) {
        this.worker = worker;
        this.pool = pool;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        output = new Output(added.alloc());
        tunnel.context(added);
    }

    /// The connection is there.
    void connected() {
        state = State.FREE;
        if (context().channel().localAddress() instanceof InetSocketAddress local) {
            String address =
                    new Address(local.getAddress().getHostAddress(), local.getPort()).toString();
            connection =
                    UpstreamConnection.of(
                            address, pool.host().state().labels(), Dialer.tls(context().channel()));
        }
    }

    /// Carries a request.
    void take(UpstreamEvents next) {
        events = next;
        state = State.HEAD;
        requests++;
        requestEnded = false;
        persistent = true;
        next.onStream(this);
    }

    long idleSince() {
        return idleSince;
    }

    // The request.

    @Override
    public void request(Head of, Edits edits, boolean bodyFollows) {
        chunkedRequest = RequestWriter.write(worker.writer(), of, edits, bodyFollows);
        output().head(worker.writer());
        headRequest = of.methodIs("HEAD");
    }

    @Override
    public void data(ByteBuf source, int length) {
        output().data(context(), source, length, chunkedRequest);
    }

    @Override
    public void end(@Nullable Head trailers) {
        if (chunkedRequest && !requestEnded) {
            output().lastChunk();
        }
        requestEnded = true;
    }

    @Override
    public void flush() {
        output().flush(context());
    }

    @Override
    public void cancel() {
        events = null;
        close();
    }

    @Override
    public boolean writable() {
        return context().channel().isWritable();
    }

    @Override
    public void read(boolean on) {
        context().channel().config().setAutoRead(on);
    }

    @Override
    public boolean reused() {
        return requests > 1;
    }

    @Override
    public UpstreamConnection connection() {
        return connection;
    }

    // The response.

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (state == State.TUNNEL) {
            tunnel.read(in);
            return;
        }
        try {
            read(in);
        } finally {
            in.release();
        }
    }

    private void read(ByteBuf in) {
        while (in.isReadable()) {
            switch (state) {
                case HEAD -> readHead(in);
                case BODY -> readBody(in);
                case TUNNEL -> tunnel.read(in.readRetainedSlice(in.readableBytes()));
                case FREE, CONNECTING -> {
                    close();
                    return;
                }
                case CLOSED -> {
                    return;
                }
            }
        }
        UpstreamEvents to = events;
        if (to != null && state == State.BODY) {
            to.onPause();
        }
    }

    private void readHead(ByteBuf in) {
        Head to = head;
        if (to == null) {
            to = worker.head();
            head = to;
        }
        int end = HeadReader.response(to, in, Limits.DEFAULT);
        if (end == HeadParser.INCOMPLETE) {
            return;
        }
        UpstreamEvents told = events;
        if (end == HeadParser.FAILED || told == null) {
            reset(Trouble.PROTOCOL_ERROR);
            return;
        }
        int status = to.status();
        if (status == 101) {
            state = State.TUNNEL;
            told.onHead(to, false);
            return;
        }
        if (status < 200) {
            told.onHead(to, false);
            return;
        }
        boolean bodiless = headRequest || status == 204 || status == 304;
        boolean follows = body.response(to, bodiless);
        persistent = to.persistent() && !body.untilClose();
        state = State.BODY;
        told.onHead(to, follows);
        if (!follows && events != null) {
            finish(in);
        }
    }

    private void readBody(ByteBuf in) {
        reading = in;
        boolean sound = body.read(in, this);
        reading = null;
        if (!sound) {
            reset(Trouble.PROTOCOL_ERROR);
        }
    }

    @Override
    public void received(ByteBuf source, int length) {
        UpstreamEvents to = events;
        if (to == null) {
            source.skipBytes(length);
        } else {
            to.onData(source, length);
        }
    }

    @Override
    public void receivedAll(@Nullable Head trailers) {
        finish(reading);
    }

    /// The response is complete. What follows it answers no request. The connection is free before anybody is told,
    /// so that a request that was waiting behind this one can use it.
    private void finish(@Nullable ByteBuf in) {
        UpstreamEvents to = events;
        Head of = head;
        events = null;
        head = null;
        boolean more = in != null && in.isReadable();
        if (persistent && requestEnded && !more && mayServeMore()) {
            state = State.FREE;
            idleSince = worker.worker().clock().nanos();
            read(true);
            pool.offer(this);
        } else {
            close();
        }
        if (to != null) {
            to.onEnd(null);
        }
        if (of != null) {
            worker.spare(of);
        }
    }

    private boolean mayServeMore() {
        int most = pool.cluster().cluster().requestsPerConnectionMax();
        return !pool.host().state().gone() && (most == 0 || requests < most);
    }

    private void spareHead() {
        Head of = head;
        if (of != null) {
            head = null;
            worker.spare(of);
        }
    }

    private void reset(Trouble trouble) {
        UpstreamEvents to = events;
        events = null;
        close();
        if (to != null) {
            to.onReset(trouble);
        }
    }

    void close() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            context().close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        State was = state;
        state = State.CLOSED;
        UpstreamEvents to = events;
        events = null;
        output().release();
        if (was == State.TUNNEL) {
            tunnel.inactive();
        }
        if (was == State.FREE) {
            pool.remove(this);
        }
        if (was != State.CONNECTING) {
            pool.gone();
        }
        if (to != null && was == State.BODY && body.untilClose() && !broken) {
            to.onEnd(null);
        } else if (to != null && was != State.TUNNEL) {
            to.onReset(Trouble.TERMINATED);
        }
        spareHead();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        // A body that ends with its connection doesn't end with a reset.
        broken = true;
        worker.worker().dialer().broken(from.channel(), cause);
        from.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        UpstreamEvents to = events;
        if (state == State.TUNNEL) {
            tunnel.writabilityChanged();
        } else if (to != null && from.channel().isWritable()) {
            to.onWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        if (event instanceof ChannelInputShutdownEvent && state == State.TUNNEL) {
            tunnel.inputEnded();
        }
    }

    // The tunnel.

    @Override
    public void tunnel(Tunnel peer) {
        context().channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        tunnel.peer(peer);
    }

    @Override
    public Tunnel tunnelEnd() {
        return tunnel;
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext to = context;
        if (to == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return to;
    }

    private Output output() {
        Output to = output;
        if (to == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return to;
    }
}
