package io.fairlead.proxy.upstream;

import io.fairlead.proxy.identity.tls.HandshakeFailure;
import io.fairlead.proxy.identity.tls.Handshakes.Side;
import io.fairlead.proxy.identity.tls.TlsContexts;
import io.fairlead.proxy.meter.TlsFacts;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.ClientTransport;
import io.fairlead.proxy.model.Cluster;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.SocketAddress;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Opens connections to hosts.
@SuppressWarnings("FutureReturnValueIgnored") // Listeners are told.
public final class Dialer {

    /// How many bytes may wait to be written before the other side is no longer read: 64 KiB to 256 KiB.
    public static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final ChannelFactory<? extends Channel> channels;
    private final boolean epoll;
    private final TlsContexts tls;

    /// @param channels makes a channel of the kind that the event loops serve
    /// @param epoll whether that is epoll
    /// @param tls contexts for hosts that want it
    public Dialer(ChannelFactory<? extends Channel> channels, boolean epoll, TlsContexts tls) {
        this.channels = channels;
        this.tls = tls;
        this.epoll = epoll;
    }

    /// What will be spoken.
    public enum Speaks {
        HTTP1,
        HTTP2,
        OPAQUE
    }

    /// Connects on this loop, with everything that the host's transport wants. The future fails with a
    /// `ConnectException` or a `ConnectTimeoutException`.
    public Future<Channel> connect(
            EventLoop loop,
            Cluster cluster,
            HostState host,
            Speaks speaks,
            ChannelHandler handler) {
        var bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channelFactory(channels)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                Math.toIntExact(
                                        Math.clamp(
                                                cluster.connectTimeout().toMillis(),
                                                1,
                                                Integer.MAX_VALUE)));
        keepAlive(bootstrap, cluster.keepAlive());
        return open(bootstrap, cluster, host, speaks, handler);
    }

    /// The same with a bootstrap that has all options but no handler.
    public Future<Channel> open(
            Bootstrap bootstrap,
            Cluster cluster,
            HostState host,
            Speaks speaks,
            ChannelHandler handler) {
        return switch (host.transport()) {
            case ClientTransport.Plain _ -> plain(bootstrap.handler(handler), cluster, host);
            case ClientTransport.Tls transport -> {
                List<String> alpn = Alpn.offered(transport.settings().alpn(), speaks);
                var start = new SecureDial(tls.handshakes(), host, cluster.connectTimeout());
                yield tls.client(transport, alpn)
                        .map(context -> start.dial(context, bootstrap, handler, local(cluster)))
                        .orElseGet(() -> start.missing(bootstrap, transport));
            }
        };
    }

    private static Future<Channel> plain(Bootstrap bootstrap, Cluster cluster, HostState host) {
        Promise<Channel> connected = promise(bootstrap);
        bootstrap
                .connect(host.address(), local(cluster))
                .addListener(
                        (ChannelFutureListener)
                                future -> {
                                    if (future.isSuccess()) {
                                        connected.setSuccess(future.channel());
                                    } else {
                                        connected.setFailure(future.cause());
                                    }
                                });
        return connected;
    }

    static Promise<Channel> promise(Bootstrap bootstrap) {
        return bootstrap.config().group().next().newPromise();
    }

    private static @Nullable SocketAddress local(Cluster cluster) {
        String bind = cluster.bindAddress();
        return bind == null ? null : new Address(bind, 0).toSocketAddress();
    }

    /// How a connection that was opened here is protected; null = plaintext.
    public static @Nullable TlsFacts tls(Channel channel) {
        return channel.attr(SecureDial.FACTS).get();
    }

    /// An exception has reached the end of the pipeline of a connection that was opened here. In TLS 1.3 a client is
    /// done before the server has looked at its certificate: a host's refusal comes as such an exception.
    public void broken(Channel channel, Throwable cause) {
        Broken.on(channel, cause);
        if (tls(channel) != null && cause.getCause() instanceof SSLException refusal) {
            tls.handshakes()
                    .refused(Side.OUTBOUND, HandshakeFailure.of(refusal), channel.remoteAddress());
        }
    }

    /// What went wrong, in the words that access logs have for it; empty when there is nothing to say beside the
    /// response flag.
    public static String reason(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return "";
        }
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof TlsFailed) {
            return text;
        }
        int colon = text.indexOf(": ");
        return "delayed connect error: " + (colon < 0 ? text : text.substring(0, colon));
    }

    private void keepAlive(Bootstrap bootstrap, Cluster.@Nullable KeepAlive keepAlive) {
        if (keepAlive == null) {
            return;
        }
        bootstrap.option(ChannelOption.SO_KEEPALIVE, true);
        if (epoll) {
            option(bootstrap, EpollChannelOption.TCP_KEEPCNT, keepAlive.probes());
            option(bootstrap, EpollChannelOption.TCP_KEEPIDLE, keepAlive.timeSeconds());
            option(bootstrap, EpollChannelOption.TCP_KEEPINTVL, keepAlive.intervalSeconds());
        }
    }

    private static void option(Bootstrap bootstrap, ChannelOption<Integer> option, int value) {
        if (value > 0) {
            bootstrap.option(option, value);
        }
    }
}
