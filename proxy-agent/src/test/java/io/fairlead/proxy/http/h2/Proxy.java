package io.fairlead.proxy.http.h2;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.http.forward.Client;
import io.fairlead.proxy.http.forward.HttpChain;
import io.fairlead.proxy.http.forward.HttpWorker;
import io.fairlead.proxy.http.forward.RouteBook;
import io.fairlead.proxy.http.h1.Http1Server;
import io.fairlead.proxy.http.h1.Http1Upstream;
import io.fairlead.proxy.identity.tls.TlsContexts;
import io.fairlead.proxy.meter.RequestObserver;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestWatch;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Host;
import io.fairlead.proxy.model.HttpConnection;
import io.fairlead.proxy.model.HttpConnection.RouteSource;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.TrafficDirection;
import io.fairlead.proxy.model.VirtualHost;
import io.fairlead.proxy.upstream.Clusters;
import io.fairlead.proxy.upstream.Dialer;
import io.fairlead.proxy.upstream.Worker;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// A proxy of one event loop on loopback: one port that speaks HTTP/2, one that speaks HTTP/1.1, the same routes.
final class Proxy implements AutoCloseable {

    /// What the log would say of one request.
    record Seen(
            String protocol,
            String path,
            int code,
            String flags,
            String details,
            int grpcStatus,
            long received,
            long sent) {}

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final Worker worker;
    private final HttpChain chain;
    private final int http2Port;
    private final int http1Port;

    private Proxy(List<Route> routes, List<Cluster> clusters) throws Exception {
        worker =
                new Worker(
                        0,
                        group.next(),
                        Clock.SYSTEM,
                        RandomGenerator.of("Random"),
                        new Dialer(NioSocketChannel::new, false, TlsContexts.none(Clock.SYSTEM)));
        var http = new HttpWorker(worker);
        http.protocols(new Http1Upstream(http), new H2Protocol(http));
        var table = RouteTable.of("test", List.of(VirtualHost.of("all", List.of("*"), routes)));
        chain =
                new HttpChain(
                        http,
                        HttpConnection.of("test", new RouteSource.Inline(table)),
                        TrafficDirection.OUTBOUND,
                        RequestWatch.of(observer()),
                        RouteBook.Compiled.of(table));
        var byName = new HashMap<String, Cluster>();
        clusters.forEach(cluster -> byName.put(cluster.name(), cluster));
        Clusters all = Clusters.NONE.next(ProxySnapshot.EMPTY.withClusters(Map.copyOf(byName)));
        group.next().submit(() -> worker.apply(all)).sync();
        http2Port = listen(true);
        http1Port = listen(false);
    }

    /// Starts one.
    static Proxy with(List<Route> routes, Cluster... clusters) throws Exception {
        return new Proxy(routes, List.of(clusters));
    }

    /// A cluster of one host on loopback.
    static Cluster cluster(String name, int port) {
        return Cluster.of(
                name,
                new Discovery.Static(Endpoints.of(name, List.of(Host.of("127.0.0.1", port)))));
    }

    int http2Port() {
        return http2Port;
    }

    int http1Port() {
        return http1Port;
    }

    /// The next log line.
    Seen seen() throws InterruptedException {
        Seen next = seen.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no request was logged");
        }
        return next;
    }

    private RequestObserver observer() {
        return new RequestObserver() {
            @Override
            public void onRequestEnd(RequestRecord request) {
                seen.add(
                        new Seen(
                                String.valueOf(request.protocol),
                                String.valueOf(request.path),
                                request.responseCode,
                                ResponseFlag.text(request.responseFlags),
                                String.valueOf(request.responseCodeDetails),
                                request.grpcStatus,
                                request.bytesReceived,
                                request.bytesSent));
            }

            @Override
            public void onConnectionOpened(RequestRecord connection) {}

            @Override
            public void onConnectionProgress(RequestRecord connection, long received, long sent) {}

            @Override
            public void onConnectionClosed(RequestRecord connection) {}
        };
    }

    private int listen(boolean http2) throws InterruptedException {
        Channel listener =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(handler(http2));
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .sync()
                        .channel();
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private ChannelHandler handler(boolean http2) {
        var client = Client.plain("127.0.0.1:1", "127.0.0.1", "127.0.0.1:2", null, null);
        return http2 ? H2Server.handler(chain, client) : new Http1Server(chain, client);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
