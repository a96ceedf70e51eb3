package io.fairlead.proxy.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The event loops of the proxy: epoll where there is one, the JDK's selectors elsewhere.
public final class Loops implements AutoCloseable {

    private final MultiThreadIoEventLoopGroup group;
    private final List<EventLoop> loops;
    private final boolean epoll;

    private Loops(int count, boolean epoll) {
        IoHandlerFactory factory = epoll ? SteadyEpoll.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(count, factory);
        this.epoll = epoll;
        List<EventLoop> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            IoEventLoop next = group.next();
            all.add(next);
        }
        this.loops = List.copyOf(all);
    }

    /// @param count how many loops; Istio's `concurrency`
    public static Loops of(int count) {
        return new Loops(count, Epoll.isAvailable());
    }

    /// Each loop once.
    public List<EventLoop> all() {
        return loops;
    }

    public boolean epoll() {
        return epoll;
    }

    ChannelFactory<? extends ServerChannel> servers() {
        return epoll ? EpollServerSocketChannel::new : NioServerSocketChannel::new;
    }

    ChannelFactory<? extends Channel> clients() {
        return epoll ? EpollSocketChannel::new : NioSocketChannel::new;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }
}
