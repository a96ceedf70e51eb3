package io.fairlead.testing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// Takes HTTP in clear and by TLS on one port, and answers what it saw of the client. (Not by the JDK's TLS: it refuses
/// the names by which the mesh calls its servers, for their underscores.)
public final class PeekingServer implements AutoCloseable {
    private static final AttributeKey<String> NAME = AttributeKey.valueOf("name");

    private final SslContext tls;
    private final EventLoopGroup loop;
    private final Channel listener;

    public PeekingServer(Pki.Held certificate, Pki.Ca root)
            throws SSLException, InterruptedException {
        this.tls =
                SslContextBuilder.forServer(
                                certificate.key(),
                                certificate.chain().toArray(X509Certificate[]::new))
                        .sslProvider(SslProvider.OPENSSL)
                        .trustManager(root.certificate())
                        .clientAuth(ClientAuth.OPTIONAL)
                        .applicationProtocolConfig(
                                new ApplicationProtocolConfig(
                                        ApplicationProtocolConfig.Protocol.ALPN,
                                        ApplicationProtocolConfig.SelectorFailureBehavior
                                                .NO_ADVERTISE,
                                        ApplicationProtocolConfig.SelectedListenerFailureBehavior
                                                .ACCEPT,
                                        "istio"))
                        .build();
        this.loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        this.listener =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(new Peek(tls), new HttpServerCodec())
                                                .addLast(new Answer());
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .sync()
                        .channel();
    }

    /// On loopback.
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        Future<?> _ = loop.shutdownGracefully();
    }

    /// Tells TLS from clear text, and remembers by which name it was called.
    private static final class Peek extends OptionalSslHandler {
        private final SslContext context;

        Peek(SslContext context) {
            super(context);
            this.context = context;
        }

        @Override
        protected @Nullable ChannelHandler newNonSslHandler(ChannelHandlerContext ctx) {
            return null;
        }

        @Override
        protected SslHandler newSslHandler(ChannelHandlerContext ctx, SslContext unused) {
            throw new IllegalStateException("by name instead");
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
                throws Exception {
            boolean encrypted = in.readableBytes() >= 5 && SslHandler.isEncrypted(in, false);
            if (encrypted) {
                ctx.pipeline().replace(this, null, new Named(context));
            } else {
                super.decode(ctx, in, out);
            }
        }
    }

    private static final class Named extends SniHandler {
        Named(SslContext context) {
            super((@Nullable String name) -> context);
        }

        @Override
        protected void replaceHandler(
                ChannelHandlerContext ctx, @Nullable String name, SslContext context)
                throws Exception {
            ctx.channel().attr(NAME).set(Objects.requireNonNullElse(name, ""));
            super.replaceHandler(ctx, name, context);
        }
    }

    private static final class Answer extends SimpleChannelInboundHandler<HttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpRequest request)
                throws Exception {
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            String seen =
                    tls == null
                            ? "in clear"
                            : "by TLS from %s to %s %s"
                                    .formatted(
                                            identity(tls),
                                            ctx.channel().attr(NAME).get(),
                                            tls.applicationProtocol());
            FullHttpResponse answer =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.OK,
                            Unpooled.copiedBuffer(seen, StandardCharsets.US_ASCII));
            answer.headers()
                    .set(HttpHeaderNames.CONTENT_LENGTH, seen.length())
                    .set(HttpHeaderNames.CONNECTION, "close");
            ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        }

        private static String identity(SslHandler tls) throws CertificateParsingException {
            try {
                X509Certificate leaf =
                        (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
                return leaf.getSubjectAlternativeNames().stream()
                        .map(name -> String.valueOf(name.get(1)))
                        .collect(Collectors.joining());
            } catch (SSLPeerUnverifiedException _) {
                return "nobody";
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            var _ = ctx.close();
        }
    }
}
