package io.fairlead.proxy.listener;

import io.fairlead.proxy.filterchain.Connection;
import io.fairlead.proxy.filterchain.HttpSniffer;
import io.fairlead.proxy.filterchain.Sniff;
import io.fairlead.proxy.filterchain.TlsSniffer;
import io.fairlead.proxy.identity.tls.HandshakeFailure;
import io.fairlead.proxy.identity.tls.Handshakes.Side;
import io.fairlead.proxy.identity.verify.Refusal;
import io.fairlead.proxy.model.ChainMatch.TransportProtocol;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Inspection;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.TrafficDirection;
import io.fairlead.proxy.upstream.Broken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A connection between accept and its filter chain: finds out where it was going and, where the listener asks for it,
/// what it speaks; then makes room for the handler of its chain.
@SuppressWarnings("FutureReturnValueIgnored") // Closing needs no answer.
final class Accepted extends ChannelInboundHandlerAdapter {

    /// Enough for the longest that a sniffer waits for.
    private static final int SEEN_MAX = TlsSniffer.SEEN_MAX;

    private final Lane lane;
    private final String listener;
    private @Nullable InetSocketAddress destination;
    private @Nullable ByteBuf seen;
    private boolean tls;
    private boolean http;
    private Sniff found = Sniff.OPAQUE;
    private @Nullable ScheduledFuture<?> timeout;

    /// The next look at whether it is still silent.
    private @Nullable ScheduledFuture<?> silence;

    private boolean counted;

    /// @param listener name of the one that accepted it
    Accepted(Lane lane, String listener) {
        this.lane = lane;
        this.listener = listener;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Lane.Entry accepting = lane.byName(listener);
        if (accepting == null) {
            context.close();
            return;
        }
        Inspection inspection = accepting.listener().inspection();
        boolean redirected = inspection.originalDst() || accepting.listener().useOriginalDst();
        InetSocketAddress to =
                redirected
                        ? OriginalDestination.of(context.channel())
                        : (InetSocketAddress) context.channel().localAddress();
        destination = to;
        inspect(context, target(accepting, to).listener(), to.getPort());
    }

    /// The listener that a connection belongs to now: while it was waited for its first bytes, there may have come
    /// another one, which lets in less.
    private Lane.@Nullable Entry entry(InetSocketAddress to) {
        Lane.Entry accepting = lane.byName(listener);
        return accepting == null ? null : target(accepting, to);
    }

    private Lane.Entry target(Lane.Entry accepting, InetSocketAddress to) {
        Lane.Entry target = accepting.listener().useOriginalDst() ? lane.byDestination(to) : null;
        return target == null ? accepting : target;
    }

    private void inspect(ChannelHandlerContext context, Listener of, int port) {
        Inspection inspection = of.inspection();
        tls = inspection.tls().matches(port);
        http = inspection.http().matches(port);
        if (!tls && !http) {
            choose(context);
            return;
        }
        if (inspection.timeout().isPositive()) {
            timeout =
                    context.executor()
                            .schedule(
                                    () -> timeUp(context, inspection.continueOnTimeout()),
                                    inspection.timeout().toNanos(),
                                    TimeUnit.NANOSECONDS);
        } else if (tls && of.direction() == TrafficDirection.INBOUND) {
            listenForSilence(context);
        }
    }

    private void listenForSilence(ChannelHandlerContext context) {
        silence =
                context.executor()
                        .schedule(
                                () -> silent(context),
                                lane.tls().handshakeMax().toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    /// It has said nothing, and may wait for the server to begin. Where clear text is let in, it goes on waiting; where
    /// only TLS is, whose client speaks first, it is refused.
    private void silent(ChannelHandlerContext context) {
        silence = null;
        InetSocketAddress to = destination;
        Lane.Entry of = to == null ? null : entry(to);
        if (seen != null) {
            return;
        }
        if (to == null || of == null) {
            context.close();
            return;
        }
        Connection connection = connection(context, to);
        boolean letIn = of.compiled().chains().find(connection) != null;
        if (!letIn || lane.arrivals().enforcement().isOnTrial(to.getPort())) {
            choose(context);
            return;
        }
        if (!counted) {
            counted = true;
            Assembly.countSilent(
                    context,
                    lane,
                    new Assembly.Facts(to, of.listener().direction(), connection, found, true));
        }
        listenForSilence(context);
    }

    private void timeUp(ChannelHandlerContext context, boolean goOn) {
        timeout = null;
        if (goOn) {
            choose(context);
        } else {
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        ByteBuf before = seen;
        if (before == null) {
            seen = in;
        } else {
            before.ensureWritable(in.readableBytes());
            before.writeBytes(in);
            in.release();
        }
        sniff(context);
    }

    private void sniff(ChannelHandlerContext context) {
        ByteBuf of = seen;
        if (of == null) {
            return;
        }
        int length = Math.min(of.readableBytes(), SEEN_MAX);
        byte[] bytes = ByteBufUtil.getBytes(of, of.readerIndex(), length, false);
        Sniff result = tls ? TlsSniffer.sniff(bytes, length) : Sniff.OPAQUE;
        if (result instanceof Sniff.Opaque && http) {
            result = HttpSniffer.sniff(bytes, length);
        }
        if (result instanceof Sniff.NeedMore) {
            limitHello(context, bytes);
            return;
        }
        if (result instanceof Sniff.TooLong) {
            tooLong(context);
            return;
        }
        found = result;
        choose(context);
    }

    private void tooLong(ChannelHandlerContext context) {
        String text = "a ClientHello of more than " + TlsSniffer.HELLO_MAX + " bytes";
        refuseHello(context, new HandshakeFailure(Refusal.HELLO_TOO_LONG, text));
    }

    /// A listener may wait for ever for the first byte, because in some protocols the server speaks first; whoever has
    /// begun a ClientHello has to end it in time.
    private void limitHello(ChannelHandlerContext context, byte[] bytes) {
        if (timeout == null && tls && bytes.length > 0 && bytes[0] == TlsSniffer.HANDSHAKE) {
            String text = "a ClientHello that doesn't end";
            timeout =
                    context.executor()
                            .schedule(
                                    () ->
                                            refuseHello(
                                                    context,
                                                    new HandshakeFailure(Refusal.TIMEOUT, text)),
                                    lane.tls().handshakeMax().toNanos(),
                                    TimeUnit.NANOSECONDS);
        }
    }

    private void refuseHello(ChannelHandlerContext context, HandshakeFailure why) {
        var from = context.channel().remoteAddress();
        lane.tls().handshakes().refused(Side.INBOUND, why, from);
        Assembly.reset(context.channel());
    }

    private void choose(ChannelHandlerContext context) {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
        InetSocketAddress to = destination;
        Lane.Entry of = to == null ? null : entry(to);
        if (of == null || to == null) {
            context.close();
            return;
        }
        Connection connection = connection(context, to);
        boolean silent = (tls || http) && seen == null;
        var facts = new Assembly.Facts(to, of.listener().direction(), connection, found, silent);
        FilterChain chain = of.compiled().chains().find(connection);
        Lane.Service service = chain == null ? null : of.service(chain);
        if (chain == null || service == null) {
            Assembly.refuse(context, lane, of, facts);
            return;
        }
        if (Assembly.isRefusedOnTrial(context, lane, chain, service, facts)) {
            Assembly.reset(context.channel());
            return;
        }
        ByteBuf early = seen;
        seen = null;
        Assembly.install(context, lane, chain, service, facts);
        if (early != null) {
            context.fireChannelRead(early);
        }
        context.pipeline().remove(this);
    }

    private Connection connection(ChannelHandlerContext context, InetSocketAddress to) {
        var from = (InetSocketAddress) context.channel().remoteAddress();
        TransportProtocol transport = TransportProtocol.RAW_BUFFER;
        String name = "";
        List<String> protocols = List.of();
        switch (found) {
            case Sniff.Tls(String serverName, List<String> alpn) -> {
                transport = TransportProtocol.TLS;
                name = serverName;
                protocols = alpn;
            }
            case Sniff.Http1 one -> protocols = List.of(one.protocol());
            case Sniff.Http2 _ -> protocols = List.of("h2c");
            case Sniff.Opaque _, Sniff.NeedMore _, Sniff.TooLong _ -> {}
        }
        return new Connection(
                to.getAddress(),
                to.getPort(),
                name,
                transport,
                protocols,
                from.getAddress(),
                from.getPort());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (seen != null) {
            seen.release();
            seen = null;
        }
        if (timeout != null) {
            timeout.cancel(false);
        }
        if (silence != null) {
            silence.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        handlerRemoved(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Broken.on(context.channel(), cause);
        context.close();
    }
}
