package io.fairlead.proxy.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/// Asks HTTP servers of the same pod, one connection for each question.
@SuppressWarnings(
        "FutureReturnValueIgnored") // What fails closes the channel, which completes the promise.
public final class LoopbackClient {

    /// What a question may take.
    ///
    /// @param seconds for connecting, and between two parts of an answer
    /// @param bodyBytesMax of an answer
    public record Limits(int seconds, int bodyBytesMax) {}

    private final EventLoopGroup loop;
    private final Limits limits;

    public LoopbackClient(EventLoopGroup loop, Limits limits) {
        this.loop = loop;
        this.limits = limits;
    }

    /// Asks; the promise fails with an [IOException] when there is no answer.
    ///
    /// @param path with its query
    public CompletableFuture<Reply> get(int port, String path) {
        return ask(HttpMethod.GET, port, path);
    }

    /// Asks for something to be done.
    public CompletableFuture<Reply> post(int port, String path) {
        return ask(HttpMethod.POST, port, path);
    }

    private CompletableFuture<Reply> ask(HttpMethod method, int port, String path) {
        var reply = new CompletableFuture<Reply>();
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, limits.seconds() * 1000)
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(new ReadTimeoutHandler(limits.seconds()))
                                        .addLast(new HttpClientCodec())
                                        .addLast(new HttpObjectAggregator(limits.bodyBytesMax()))
                                        .addLast(new Answer(reply));
                            }
                        })
                .connect("127.0.0.1", port)
                .addListener(
                        (ChannelFutureListener)
                                future -> {
                                    if (future.isSuccess()) {
                                        future.channel().writeAndFlush(request(method, port, path));
                                    } else {
                                        reply.completeExceptionally(lost(future.cause()));
                                    }
                                });
        return reply;
    }

    private static DefaultFullHttpRequest request(HttpMethod method, int port, String path) {
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, path);
        request.headers()
                .set(HttpHeaderNames.HOST, "localhost:" + port)
                .set(HttpHeaderNames.ACCEPT, "text/plain;version=0.0.4")
                .set(HttpHeaderNames.CONTENT_LENGTH, 0)
                .set(HttpHeaderNames.CONNECTION, "close");
        return request;
    }

    private static IOException lost(Throwable cause) {
        return new IOException("no answer: " + cause.getMessage(), cause);
    }

    private static final class Answer extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final CompletableFuture<Reply> reply;

        Answer(CompletableFuture<Reply> reply) {
            this.reply = reply;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            reply.complete(
                    new Reply(
                            response.status().code(),
                            response.headers().get(HttpHeaderNames.CONTENT_TYPE, ""),
                            response.content().toString(UTF_8)));
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            reply.completeExceptionally(new IOException("the connection ended without an answer"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            reply.completeExceptionally(lost(cause));
            context.close();
        }
    }
}
