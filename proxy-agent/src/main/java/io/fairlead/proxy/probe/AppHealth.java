package io.fairlead.proxy.probe;

import io.fairlead.proxy.endpoint.Endpoint;
import io.fairlead.proxy.endpoint.Reply;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Asks applications of the pod on the kubelet's behalf. They are asked at the pod's address from 127.0.0.6, which the
/// pod's packet rules let through: what they would see of a kubelet without a mesh, not of the proxy.
@SuppressWarnings(
        "FutureReturnValueIgnored") // What fails closes the channel, which completes the promise.
final class AppHealth {
    private static final int OK_MIN = 200;
    private static final int OK_MAX = 399;
    private static final int LOST = 503;

    private final EventLoopGroup loop;
    private final InetAddress pod;
    private final @Nullable InetAddress from;

    /// @param pod the address at which applications listen
    /// @param from null for any
    AppHealth(EventLoopGroup loop, InetAddress pod, @Nullable InetAddress from) {
        this.loop = loop;
        this.pod = pod;
        this.from = from;
    }

    /// An endpoint for each.
    Map<String, Endpoint> endpoints(AppProbers probers) {
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        probers.byPath().forEach((path, prober) -> endpoints.put(path, of(prober)));
        return endpoints;
    }

    private Endpoint of(AppProber prober) {
        return switch (prober) {
            case AppProber.Http http -> _ -> get(http);
            case AppProber.Tcp tcp -> _ -> connect(tcp);
            case AppProber.Grpc grpc ->
                    Endpoint.get(_ ->
                            Reply.text(
                                    LOST,
                                    "probes by gRPC (port %d) are not asked through this proxy yet; fix: annotation"
                                                    .formatted(grpc.port())
                                            + " sidecar.istio.io/rewriteAppHTTPProbers: \"false\"\n"));
        };
    }

    private CompletionStage<Reply> connect(AppProber.Tcp tcp) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        dial(new Dial(tcp, new Taken(reply), null, reply));
        return reply;
    }

    private CompletionStage<Reply> get(AppProber.Http http) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        try {
            SslContext tls = http.tls() ? Tls.CONTEXT.get() : null;
            dial(new Dial(http, new Asking(http, reply), tls, reply));
        } catch (SSLException e) {
            reply.complete(Reply.text(LOST, "no TLS: " + e.getMessage() + "\n"));
        }
        return reply;
    }

    /// One question.
    private record Dial(
            AppProber prober,
            SimpleChannelInboundHandler<?> handler,
            @Nullable SslContext tls,
            CompletableFuture<Reply> reply) {

        void into(Channel channel) {
            if (tls != null) {
                channel.pipeline().addLast(tls.newHandler(channel.alloc()));
            }
            if (prober instanceof AppProber.Http) {
                channel.pipeline()
                        .addLast(new ReadTimeoutHandler(prober.timeoutSeconds()))
                        .addLast(new HttpClientCodec());
            }
            channel.pipeline().addLast(handler);
        }
    }

    private void dial(Dial dial) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(NioSocketChannel.class)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                dial.prober().timeoutSeconds() * 1000)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        dial.into(channel);
                                    }
                                });
        InetSocketAddress to = new InetSocketAddress(pod, dial.prober().port());
        (from == null
                        ? bootstrap.connect(to)
                        : bootstrap.connect(to, new InetSocketAddress(from, 0)))
                .addListener(
                        (ChannelFutureListener)
                                future -> {
                                    if (!future.isSuccess()) {
                                        dial.reply().complete(lost(future.cause()));
                                    }
                                });
    }

    private static Reply lost(Throwable cause) {
        return Reply.text(LOST, "no answer of the application: " + cause.getMessage() + "\n");
    }

    /// Loaded with the first probe that speaks TLS.
    private static final class Tls {
        private static final Tls CONTEXT = new Tls();
        private volatile @Nullable SslContext made;

        SslContext get() throws SSLException {
            SslContext known = made;
            if (known == null) {
                known =
                        SslContextBuilder.forClient()
                                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                                .endpointIdentificationAlgorithm(null)
                                .build();
                made = known;
            }
            return known;
        }
    }

    /// A connection is all that is asked for.
    private static final class Taken extends SimpleChannelInboundHandler<Object> {
        private final CompletableFuture<Reply> reply;

        Taken(CompletableFuture<Reply> reply) {
            this.reply = reply;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            reply.complete(Reply.ok(""));
            context.close();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Object message) {
            context.close();
        }
    }

    /// Sends the request; the head of the answer says enough.
    private static final class Asking extends SimpleChannelInboundHandler<HttpObject> {
        private final AppProber.Http http;
        private final CompletableFuture<Reply> reply;

        Asking(AppProber.Http http, CompletableFuture<Reply> reply) {
            this.http = http;
            this.reply = reply;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var request =
                    new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, http.path());
            request.headers()
                    .set(HttpHeaderNames.HOST, "localhost:" + http.port())
                    .set(HttpHeaderNames.USER_AGENT, "kube-probe/fairlead")
                    .set(HttpHeaderNames.ACCEPT, "*/*")
                    .set(HttpHeaderNames.CONNECTION, "close");
            http.headers().forEach((name, value) -> request.headers().set(name, value));
            context.writeAndFlush(request);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
            if (message instanceof HttpResponse response) {
                int status = response.status().code();
                boolean good = status >= OK_MIN && status <= OK_MAX;
                reply.complete(
                        good
                                ? Reply.ok("")
                                : Reply.text(status, "the application said " + status + "\n"));
                context.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            reply.complete(Reply.text(LOST, "the application ended the connection\n"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            reply.complete(lost(cause));
            context.close();
        }
    }
}
