package io.fairlead.proxy.tcp;

import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Cluster;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;

/// Prepares a connection to a host on the loop of the downstream connection.
final class TcpConnector {

    private TcpConnector() {}

    static Bootstrap bootstrap(Channel downstream, Cluster cluster) {
        boolean epoll = downstream instanceof EpollSocketChannel;
        var bootstrap =
                new Bootstrap()
                        .group(downstream.eventLoop())
                        .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.RECVBUF_ALLOCATOR, BulkReads.SIZES)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int)
                                        Math.min(
                                                Integer.MAX_VALUE,
                                                cluster.connectTimeout().toMillis()));
        Cluster.KeepAlive keepAlive = cluster.keepAlive();
        if (keepAlive != null) {
            bootstrap.option(ChannelOption.SO_KEEPALIVE, true);
            if (epoll) {
                keepAlive(bootstrap, keepAlive);
            }
        }
        if (cluster.bindAddress() != null && epoll) {
            // The port is chosen at connect, so that one local address serves many more connections
            // than it has ports.
            bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
        }
        return bootstrap;
    }

    private static void keepAlive(Bootstrap bootstrap, Cluster.KeepAlive keepAlive) {
        if (keepAlive.probes() > 0) {
            bootstrap.option(EpollChannelOption.TCP_KEEPCNT, keepAlive.probes());
        }
        if (keepAlive.timeSeconds() > 0) {
            bootstrap.option(EpollChannelOption.TCP_KEEPIDLE, keepAlive.timeSeconds());
        }
        if (keepAlive.intervalSeconds() > 0) {
            bootstrap.option(EpollChannelOption.TCP_KEEPINTVL, keepAlive.intervalSeconds());
        }
    }

    /// `address:port` of a connected socket.
    static String text(InetSocketAddress address) {
        return new Address(address.getAddress().getHostAddress(), address.getPort()).toString();
    }
}
