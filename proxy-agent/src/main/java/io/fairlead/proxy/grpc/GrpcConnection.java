package io.fairlead.proxy.grpc;

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
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection with one call. Make a new one to connect again.
@SuppressWarnings(
        "FutureReturnValueIgnored") // what fails closes the connection, and that is noticed
public final class GrpcConnection {
    /// A message larger than this ends the call: it is on the heap twice, and what it says as well.
    static final int MESSAGE_BYTES_MAX =
            (int) Math.min(32 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 12);

    private static final int WINDOW_BYTES = 1024 * 1024;
    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final int HANDSHAKE_MILLIS_MAX = 5_000;
    private static final int CAUSES_MAX = 8;

    private final EventLoop loop;
    private final Class<? extends Channel> channelType;
    private final GrpcTarget target;
    private final StreamEvents events;
    private @Nullable Channel connection;
    private @Nullable Channel stream;
    private boolean closed;

    /// What had to be looked up before connecting.
    private record Prepared(
            InetSocketAddress address, Map<String, String> metadata, @Nullable SslContext tls) {}

    public GrpcConnection(
            EventLoop loop,
            Class<? extends Channel> channelType,
            GrpcTarget target,
            StreamEvents events) {
        this.loop = loop;
        this.channelType = channelType;
        this.target = target;
        this.events = events;
    }

    /// Connects and begins the call. Names, tokens and certificates are looked up on a thread of their own, for that
    /// may block.
    ///
    /// @param method `/package.Service/Method`
    public void open(String method) {
        Thread.ofPlatform()
                .daemon()
                .name("prepare-call")
                .start(() -> {
                    try {
                        Prepared prepared = prepare();
                        loop.execute(() -> connect(prepared, method));
                    } catch (UnknownHostException _) {
                        loop.execute(() -> fail(Closed.broken("unknown host " + target.host())));
                    } catch (IOException e) {
                        loop.execute(() -> fail(Closed.broken(String.valueOf(e.getMessage()))));
                    }
                });
    }

    private Prepared prepare() throws IOException {
        SslContext tls =
                switch (target.security()) {
                    case Security.Plaintext() -> null;
                    case Security.Tls(_, var source) -> source.context();
                };
        Map<String, String> metadata = target.metadata().read();
        InetAddress address = InetAddress.getByName(target.host());
        return new Prepared(new InetSocketAddress(address, target.port()), metadata, tls);
    }

    private void connect(Prepared prepared, String method) {
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
                                initialize(channel, prepared.tls());
                            }
                        })
                .connect(prepared.address())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        fail(Closed.broken(String.valueOf(connected.cause().getMessage())));
                    } else if (prepared.tls() == null) {
                        openStream(method, prepared.metadata());
                    } else {
                        awaitHandshake(() -> openStream(method, prepared.metadata()));
                    }
                });
    }

    private void initialize(Channel channel, @Nullable SslContext tls) {
        connection = channel;
        if (tls != null && target.security() instanceof Security.Tls(String serverName, _)) {
            SslHandler handler = tls.newHandler(channel.alloc(), serverName, target.port());
            handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS_MAX);
            channel.pipeline().addLast(handler);
        }
        channel.pipeline()
                .addLast(
                        Http2FrameCodecBuilder.forClient()
                                .initialSettings(
                                        Http2Settings.defaultSettings()
                                                .initialWindowSize(WINDOW_BYTES)
                                                .pushEnabled(false))
                                .build())
                .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
                .addLast(new KeepAlive(this::fail));
    }

    private void awaitHandshake(Runnable next) {
        Channel channel = connection;
        SslHandler handler = channel == null ? null : channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            return;
        }
        handler.handshakeFuture()
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        fail(Closed.broken("TLS with " + target + ": " + rootCause(done.cause())));
                    } else if (!ApplicationProtocolNames.HTTP_2.equals(
                            handler.applicationProtocol())) {
                        fail(Closed.broken("TLS with " + target + ": no HTTP/2 there"));
                    } else {
                        next.run();
                    }
                });
    }

    /// What TLS libraries wrap several times.
    private static String rootCause(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < CAUSES_MAX && cause.getCause() != null; i++) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private void openStream(String method, Map<String, String> metadata) {
        Channel parent = connection;
        if (parent == null || closed) {
            return;
        }
        // Only now, so that a failed handshake is told by its own reason.
        parent.closeFuture().addListener(_ -> fail(Closed.broken("connection closed")));
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
                    Http2Headers headers = headers(method, metadata);
                    channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, false));
                    events.onOpen();
                });
    }

    private Http2Headers headers(String method, Map<String, String> metadata) {
        Http2Headers headers =
                new DefaultHttp2Headers()
                        .method("POST")
                        .scheme(target.scheme())
                        .path(method)
                        .authority(target.authority())
                        .set("te", "trailers")
                        .set("content-type", "application/grpc")
                        .set("user-agent", "fairlead-proxy");
        metadata.forEach(headers::set);
        return headers;
    }

    /// Whether the server takes more now; what is sent all the same is kept in memory.
    public boolean isWritable() {
        return stream != null && !closed && stream.isWritable();
    }

    /// Sends one message.
    public void send(byte[] message) {
        write(message, false);
    }

    /// Sends the last message.
    public void sendLast(byte[] message) {
        write(message, true);
    }

    private void write(byte[] message, boolean last) {
        if (stream != null && !closed) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(GrpcFrames.frame(message), last));
        }
    }

    /// Says that no message follows; the server's answer to that is [StreamEvents#onClosed].
    public void endOfMessages() {
        if (stream != null && !closed) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(true));
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

        private final Consumer<Closed> onEnd;
        private boolean answered = true;

        KeepAlive(Consumer<Closed> onEnd) {
            this.onEnd = onEnd;
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
                onEnd.accept(Closed.broken("no answer to a ping"));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // A failed handshake has been told by then, with what it was about.
            onEnd.accept(Closed.broken(rootCause(cause)));
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
