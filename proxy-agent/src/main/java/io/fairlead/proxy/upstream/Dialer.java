package io.fairlead.proxy.upstream;

import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Cluster;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import org.jspecify.annotations.Nullable;

/// Opens connections to hosts.
public final class Dialer {

    /// How many bytes may wait to be written before the other side is no longer read: 64 KiB to 256 KiB.
    public static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final ChannelFactory<? extends Channel> channels;
    private final boolean epoll;

    /// @param channels makes a channel of the kind that the event loops serve
    /// @param epoll whether that is epoll
    public Dialer(ChannelFactory<? extends Channel> channels, boolean epoll) {
        this.channels = channels;
        this.epoll = epoll;
    }

    /// Connects on this loop. The future fails with a `ConnectException` or a `ConnectTimeoutException`.
    public ChannelFuture connect(
            EventLoop loop, Cluster cluster, HostState host, ChannelHandler handler) {
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
                                                Integer.MAX_VALUE)))
                        .handler(handler);
        keepAlive(bootstrap, cluster.keepAlive());
        String bind = cluster.bindAddress();
        return bind == null
                ? bootstrap.connect(host.address())
                : bootstrap.connect(host.address(), new Address(bind, 0).toSocketAddress());
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
