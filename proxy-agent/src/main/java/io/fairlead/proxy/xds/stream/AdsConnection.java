package io.fairlead.proxy.xds.stream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection with one stream. Make a new one to connect again.
@SuppressWarnings(
        "FutureReturnValueIgnored") // what fails closes the connection, and that is noticed
public final class AdsConnection {
    /// A message larger than this ends the stream.
    static final int MESSAGE_BYTES_MAX = 32 * 1024 * 1024;

    private static final int WINDOW_BYTES = 1024 * 1024;
    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final String SERVICE = "/envoy.service.discovery.v3.AggregatedDiscoveryService/";

    private final EventLoop loop;
    private final Class<? extends Channel> channelType;
    private final AdsTarget target;
    private final StreamEvents events;
    private @Nullable Channel connection;
    private @Nullable Channel stream;
    private boolean closed;

    public AdsConnection(
            EventLoop loop,
            Class<? extends Channel> channelType,
            AdsTarget target,
            StreamEvents events) {
        this.loop = loop;
        this.channelType = channelType;
        this.target = target;
        this.events = events;
    }

    /// Connects and opens the stream. Names are looked up on a thread of their own, for a look-up may block.
    ///
    /// @param method `DeltaAggregatedResources` or `StreamAggregatedResources`
    public void open(String method) {
        Thread.ofPlatform()
                .daemon()
                .name("resolve-control-plane")
                .start(() -> {
                    try {
                        InetAddress address = InetAddress.getByName(target.host());
                        loop.execute(() ->
                                connect(new InetSocketAddress(address, target.port()), method));
                    } catch (UnknownHostException _) {
                        loop.execute(() -> fail(Closed.broken("unknown host " + target.host())));
                    }
                });
    }

    private void connect(InetSocketAddress address, String method) {
        if (closed) {
            return;
        }
        new Bootstrap()
                .group(loop)
                .channel(channelType)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                initialize(channel);
                            }
                        })
                .connect(address)
                .addListener(connected -> {
                    if (connected.isSuccess()) {
                        openStream(method);
                    } else {
                        fail(Closed.broken(String.valueOf(connected.cause().getMessage())));
                    }
                });
    }

    private void initialize(Channel channel) {
        connection = channel;
        channel.pipeline()
                .addLast(
                        Http2FrameCodecBuilder.forClient()
                                .initialSettings(
                                        Http2Settings.defaultSettings()
                                                .initialWindowSize(WINDOW_BYTES)
                                                .pushEnabled(false))
                                .build())
                .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
                .addLast(new KeepAlive(() -> fail(Closed.broken("no answer to a ping"))));
        channel.closeFuture().addListener(_ -> fail(Closed.broken("connection closed")));
    }

    private void openStream(String method) {
        Channel parent = connection;
        if (parent == null || closed) {
            return;
        }
        new Http2StreamChannelBootstrap(parent)
                .handler(new StreamHandler(events, this::fail))
                .open()
                .addListener(opened -> {
                    if (!opened.isSuccess()) {
                        fail(Closed.broken(String.valueOf(opened.cause().getMessage())));
                        return;
                    }
                    Http2StreamChannel channel = (Http2StreamChannel) opened.getNow();
                    stream = channel;
                    channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers(method), false));
                    events.onOpen();
                });
    }

    private Http2Headers headers(String method) {
        Http2Headers headers =
                new DefaultHttp2Headers()
                        .method("POST")
                        .scheme("http")
                        .path(SERVICE + method)
                        .authority(target.authority())
                        .set("te", "trailers")
                        .set("content-type", "application/grpc")
                        .set("user-agent", "fairlead-proxy");
        target.metadata().forEach(headers::set);
        return headers;
    }

    /// Sends one message.
    public void send(byte[] message) {
        if (stream != null && !closed) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(GrpcFrames.frame(message)));
        }
    }

    /// Ends it; [StreamEvents#onClosed] is not called any more.
    public void close() {
        closed = true;
        if (connection != null) {
            connection.close();
        }
    }

    private void fail(Closed why) {
        if (!closed) {
            close();
            events.onClosed(why);
        }
    }

    /// Pings the server, so that a peer that is gone without a word is noticed.
    private static final class KeepAlive extends ChannelInboundHandlerAdapter {
        private static final int PING_SECONDS = 30;
        private static final int ANSWER_SECONDS_MAX = 10;

        private final Runnable onSilence;
        private boolean answered = true;

        KeepAlive(Runnable onSilence) {
            this.onSilence = onSilence;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            schedule(context);
            context.fireChannelActive();
        }

        private void schedule(ChannelHandlerContext context) {
            context.executor().schedule(() -> ping(context), PING_SECONDS, TimeUnit.SECONDS);
        }

        private void ping(ChannelHandlerContext context) {
            if (!context.channel().isActive()) {
                return;
            }
            answered = false;
            context.writeAndFlush(new DefaultHttp2PingFrame(1));
            context.executor().schedule(() -> check(context), ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        }

        private void check(ChannelHandlerContext context) {
            if (answered) {
                schedule(context);
            } else if (context.channel().isActive()) {
                onSilence.run();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Http2PingFrame ping && ping.ack()) {
                answered = true;
            }
            ReferenceCountUtil.release(message);
        }
    }
}
