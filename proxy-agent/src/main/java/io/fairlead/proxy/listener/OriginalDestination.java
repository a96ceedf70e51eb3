package io.fairlead.proxy.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// Where a connection was going before the kernel redirected it.
final class OriginalDestination {

    /// `getsockopt(SOL_IP, SO_ORIGINAL_DST)` gives a `sockaddr_in`: family, port, address.
    private static final RawUnixChannelOption IPV4 =
            new RawUnixChannelOption("SO_ORIGINAL_DST", 0, 80, 16);

    /// `getsockopt(SOL_IPV6, IP6T_SO_ORIGINAL_DST)` gives a `sockaddr_in6`: family, port, flow, address.
    private static final RawUnixChannelOption IPV6 =
            new RawUnixChannelOption("IP6T_SO_ORIGINAL_DST", 41, 80, 28);

    private OriginalDestination() {}

    /// The original destination; the local address of a connection that was not redirected.
    static InetSocketAddress of(Channel channel) {
        var local = (InetSocketAddress) channel.localAddress();
        if (!(channel instanceof EpollSocketChannel epoll)) {
            return local;
        }
        boolean six = local.getAddress() instanceof Inet6Address;
        try {
            ByteBuffer answer = epoll.config().getOption(six ? IPV6 : IPV4);
            return answer == null ? local : parse(answer, six);
        } catch (ChannelException _) {
            // ENOENT: no redirection was recorded for it.
            return local;
        }
    }

    private static InetSocketAddress parse(ByteBuffer socketAddress, boolean six) {
        int port = socketAddress.getShort(2) & 0xffff;
        byte[] address = new byte[six ? 16 : 4];
        socketAddress.get(six ? 8 : 4, address);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }
}
