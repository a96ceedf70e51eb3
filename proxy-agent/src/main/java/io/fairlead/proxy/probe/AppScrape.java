package io.fairlead.proxy.probe;

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
import java.util.concurrent.CompletableFuture;

/// Fetches the application's metrics on loopback, once per call.
@SuppressWarnings(
        "FutureReturnValueIgnored") // What fails closes the channel, which completes the promise.
final class AppScrape {

    private static final int TIMEOUT_SECONDS = 5;
    private static final int BYTES_MAX = 4 * 1024 * 1024;

    private AppScrape() {}

    /// The text, or an empty one when the application doesn't answer.
    static CompletableFuture<String> fetch(EventLoopGroup loop, AppMetrics app) {
        var text = new CompletableFuture<String>();
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, TIMEOUT_SECONDS * 1000)
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(new ReadTimeoutHandler(TIMEOUT_SECONDS))
                                        .addLast(new HttpClientCodec())
                                        .addLast(new HttpObjectAggregator(BYTES_MAX))
                                        .addLast(new Answer(text));
                            }
                        })
                .connect("127.0.0.1", app.port())
                .addListener(
                        (ChannelFutureListener)
                                future -> {
                                    if (future.isSuccess()) {
                                        future.channel().writeAndFlush(request(app));
                                    } else {
                                        text.complete("");
                                    }
                                });
        return text;
    }

    private static DefaultFullHttpRequest request(AppMetrics app) {
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, app.path());
        request.headers()
                .set(HttpHeaderNames.HOST, "localhost:" + app.port())
                .set(HttpHeaderNames.ACCEPT, "text/plain;version=0.0.4")
                .set(HttpHeaderNames.CONNECTION, "close");
        return request;
    }

    private static final class Answer extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final CompletableFuture<String> text;

        Answer(CompletableFuture<String> text) {
            this.text = text;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            text.complete(
                    response.status().code() == 200 ? response.content().toString(UTF_8) : "");
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            text.complete("");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
