package io.fairlead.proxy.endpoint;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// Serves endpoints on one or more addresses, all on one thread.
public final class EndpointServer implements AutoCloseable {

    /// What clients may take.
    ///
    /// @param connectionsMax open at once, over all addresses
    /// @param bodyBytesMax of a request
    /// @param idleSeconds a connection without a request is closed
    public record Limits(int connectionsMax, int bodyBytesMax, int idleSeconds) {
        public static final Limits DEFAULT = new Limits(128, 64 * 1024, 60);
    }

    private final Limits limits;
    private final EventLoopGroup loop;
    private final OpenConnections open;
    private final List<Channel> listeners = new ArrayList<>();

    public EndpointServer(String name, Limits limits) {
        ThreadFactory threads = Thread.ofPlatform().name(name).daemon().factory();
        this.limits = limits;
        this.open = new OpenConnections(limits.connectionsMax());
        this.loop = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
    }

    /// Serves these paths at an address. A path that ends in `/` also answers for everything below it; the longest one
    /// that fits wins.
    ///
    /// @return the address that was bound, with the port that was chosen for port 0
    public InetSocketAddress serve(SocketAddress address, Map<String, Endpoint> endpoints)
            throws IOException {
        var paths = new Paths(endpoints);
        var bind =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        assemble(channel, paths);
                                    }
                                })
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bind.isSuccess()) {
            throw new IOException("can't listen on " + address, bind.cause());
        }
        listeners.add(bind.channel());
        return (InetSocketAddress) bind.channel().localAddress();
    }

    private void assemble(Channel channel, Paths paths) {
        channel.pipeline()
                .addLast(open)
                .addLast(new ReadTimeoutHandler(limits.idleSeconds()))
                .addLast(new HttpServerCodec())
                .addLast(new HttpObjectAggregator(limits.bodyBytesMax()))
                .addLast(new ChunkedWriteHandler())
                .addLast(new EndpointHandler(paths));
    }

    /// The group of this server's thread, for clients that belong to it.
    public EventLoopGroup loop() {
        return loop;
    }

    @Override
    public void close() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
