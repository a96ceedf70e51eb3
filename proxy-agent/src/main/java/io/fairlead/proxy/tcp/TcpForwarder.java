package io.fairlead.proxy.tcp;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.meter.ServiceLabels;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Handler.TcpDestination;
import io.fairlead.proxy.model.ServiceRef;
import io.fairlead.proxy.tcp.TcpUpstreams.NoHost;
import io.fairlead.proxy.tcp.TcpUpstreams.Overflow;
import io.fairlead.proxy.tcp.TcpUpstreams.To;
import io.fairlead.proxy.tcp.TcpUpstreams.Upstream;
import io.fairlead.proxy.tcp.choose.TcpChoice;
import io.fairlead.proxy.upstream.Dialer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The downstream end of an opaque connection. It connects to a host as soon as it is added, without waiting for a
/// byte, because in many protocols the server speaks first.
///
/// ```
/// connecting --connected--> relaying --both ends closed, reset or idle--> closed
///      \--failed, attempts left--> connecting (another host)
///      \--failed, none left------> closed
/// ```
@SuppressWarnings("FutureReturnValueIgnored") // Closing and cancelling need no answer.
public final class TcpForwarder extends ChannelInboundHandlerAdapter {

    private final TcpService service;
    private final RequestRecord record;
    private final Address originalDestination;
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>();
    private final Set<Address> tried = new HashSet<>();

    private @Nullable Channel downstream;
    private @Nullable Link link;
    private @Nullable Future<?> idleCheck;
    private @Nullable Future<?> report;
    private long lastMoveNanos;
    private long reportedReceived;
    private long reportedSent;
    private int attempts;
    private boolean counted;
    private boolean closed;
    private boolean saidAll;

    /// A host that is connected to, and both directions.
    private record Link(
            Upstream upstream, Address host, Channel channel, HalfRelay out, HalfRelay back) {}

    /// @param record with what is known of the connection: reporter, addresses, server name; the rest is filled here
    /// @param originalDestination where the client was going
    public TcpForwarder(TcpService service, RequestRecord record, Address originalDestination) {
        this.service = service;
        this.record = record;
        this.originalDestination = originalDestination;
    }

    // Connecting.

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (context.channel().isActive()) {
            start(context.channel());
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        start(context.channel());
    }

    private void start(Channel channel) {
        if (downstream != null) {
            return;
        }
        downstream = channel;
        channel.config().setAutoRead(false);
        channel.config().setRecvByteBufAllocator(BulkReads.SIZES);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        record.requestProtocol = RequestProtocol.TCP;
        record.startEpochMillis = service.clock().epochMillis();
        record.startNanos = service.clock().nanos();
        Optional<TcpDestination> choice =
                TcpChoice.choose(service.handler().destinations(), service.random().nextDouble());
        if (choice.isEmpty()) {
            refuse(ResponseFlag.NR);
            return;
        }
        String name = choice.get().cluster();
        record.upstreamCluster = name;
        Optional<Upstream> upstream = service.upstreams().cluster(name);
        if (upstream.isEmpty()) {
            refuse(ResponseFlag.NC);
            return;
        }
        ServiceRef ref = upstream.get().settings().service();
        record.service = ServiceLabels.of(name, ref.host(), ref.name(), ref.namespace());
        connect(channel, upstream.get());
    }

    private void connect(Channel channel, Upstream upstream) {
        switch (upstream.pick(originalDestination, tried)) {
            case NoHost() -> refuse(ResponseFlag.UH);
            case Overflow() -> refuse(ResponseFlag.UO);
            case To(Address host) -> {
                tried.add(host);
                record.upstreamHost = host.toString();
                upstream.describe(host, null, record);
                Cluster settings = upstream.settings();
                upstream.connect(TcpConnector.bootstrap(channel, settings), host, new UpstreamEnd())
                        .addListener((Future<Channel> future) ->
                                connected(channel, upstream, host, future));
            }
        }
    }

    private void connected(
            Channel channel, Upstream upstream, Address host, Future<Channel> future) {
        upstream.onConnect(host, future.isSuccess());
        if (future.isSuccess() && closed) {
            upstream.onClose(host);
            future.getNow().close();
        } else if (future.isSuccess()) {
            relay(channel, upstream, host, future.getNow());
        } else if (!closed && ++attempts < service.handler().maxConnectAttempts()) {
            connect(channel, upstream);
        } else if (!closed) {
            record.upstreamTransportFailure = String.valueOf(future.cause().getMessage());
            record.flag(ResponseFlag.UF);
            refuse(ResponseFlag.URX);
        }
    }

    // Relaying.

    private void relay(Channel channel, Upstream upstream, Address host, Channel to) {
        var out = new HalfRelay(channel, to, this::closeIfBothEnded);
        var back = new HalfRelay(to, channel, this::closeIfBothEnded);
        link = new Link(upstream, host, to, out, back);
        upstream.describe(host, to, record);
        record.upstreamLocalAddress = TcpConnector.text((InetSocketAddress) to.localAddress());
        record.upstreamClear = Dialer.tls(to) == null;
        opened();
        early.forEach(out::read);
        early.clear();
        out.readComplete();
        lastMoveNanos = service.clock().nanos();
        watchIdle(channel, service.handler().idleTimeout().toNanos());
        long every = service.handler().metrics().tcpEvery().toNanos();
        report =
                channel.eventLoop()
                        .scheduleAtFixedRate(this::report, every, every, TimeUnit.NANOSECONDS);
        to.config().setAutoRead(true);
        if (to.isWritable()) {
            channel.config().setAutoRead(true);
        }
        if (saidAll) {
            out.end(back.hasEnded());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Link to = link;
        if (closed) {
            ReferenceCountUtil.release(message);
        } else if (to == null) {
            early.add((ByteBuf) message);
        } else {
            to.out.read((ByteBuf) message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        Link to = link;
        if (to != null) {
            lastMoveNanos = service.clock().nanos();
            to.out.readComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Link to = link;
        if (to != null) {
            to.back.writabilityChanged();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        Link to = link;
        if (event instanceof ChannelInputShutdownEvent) {
            if (to != null) {
                to.out.end(to.back.hasEnded());
            } else {
                // It has said all it has before the host is there, and may still wait for an
                // answer.
                saidAll = true;
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        close(false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(true);
    }

    private final class UpstreamEnd extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Link to = link;
            if (closed || to == null) {
                ReferenceCountUtil.release(message);
            } else {
                to.back.read((ByteBuf) message);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            Link to = link;
            if (to != null) {
                lastMoveNanos = service.clock().nanos();
                to.back.readComplete();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            Link to = link;
            if (to != null) {
                to.out.writabilityChanged();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            Link to = link;
            if (event instanceof ChannelInputShutdownEvent && to != null) {
                to.back.end(to.out.hasEnded());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (link != null) {
                close(false);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (link != null) {
                close(true);
            }
        }
    }

    // Watching.

    /// Counted as late as this, because until then it isn't known to whom it is open; also when it is to nobody.
    private void opened() {
        if (!counted) {
            counted = true;
            service.observer().onConnectionOpened(record);
        }
    }

    private void watchIdle(Channel channel, long delayNanos) {
        if (!service.handler().idleTimeout().equals(Duration.ZERO)) {
            idleCheck =
                    channel.eventLoop()
                            .schedule(() -> checkIdle(channel), delayNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void checkIdle(Channel channel) {
        long left =
                service.handler().idleTimeout().toNanos()
                        - (service.clock().nanos() - lastMoveNanos);
        if (left <= 0) {
            record.connectionTerminationDetails = "idle_timeout";
            close(false);
        } else {
            watchIdle(channel, left);
        }
    }

    private void report() {
        Link to = link;
        if (to == null) {
            return;
        }
        long received = to.out.bytes() - reportedReceived;
        long sent = to.back.bytes() - reportedSent;
        if (received > 0 || sent > 0) {
            reportedReceived += received;
            reportedSent += sent;
            service.observer().onConnectionProgress(record, received, sent);
        }
    }

    // Closing.

    private void refuse(ResponseFlag flag) {
        record.flag(flag);
        close(true);
    }

    private void closeIfBothEnded() {
        Link to = link;
        if (to != null && to.out.hasEnded() && to.back.hasEnded()) {
            close(false);
        }
    }

    /// Ends both sides, once.
    ///
    /// @param abort say it with a reset, as whoever ended it did
    private void close(boolean abort) {
        if (closed) {
            return;
        }
        opened();
        report();
        closed = true;
        early.forEach(ReferenceCountUtil::release);
        early.clear();
        cancel(idleCheck);
        cancel(report);
        record.endNanos = service.clock().nanos();
        Link to = link;
        if (to != null) {
            record.bytesReceived = to.out.bytes();
            record.bytesSent = to.back.bytes();
            to.upstream.onClose(to.host);
            finish(to.channel, abort);
        }
        if (downstream != null) {
            finish(downstream, abort);
        }
        service.observer().onConnectionClosed(record);
    }

    private static void cancel(@Nullable Future<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }

    private static void finish(Channel channel, boolean abort) {
        if (!channel.isActive()) {
            return;
        }
        if (abort) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
