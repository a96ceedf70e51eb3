package io.fairlead.proxy.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the requests of one connection, one at a time.
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the connection.
final class EndpointHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointHandler.class);

    private final Paths paths;

    EndpointHandler(Paths paths) {
        this.paths = paths;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            write(context, Reply.text(400, "bad request\n"), new Way(false, false, false));
            return;
        }
        Way way =
                new Way(
                        request.method().equals(HttpMethod.HEAD),
                        HttpUtil.isKeepAlive(request),
                        request.protocolVersion().isKeepAliveDefault());
        // Without this a client that pipelines would get answers in the order in which they are
        // ready.
        context.channel().config().setAutoRead(false);
        answer(context, request)
                .whenComplete((reply, failure) ->
                        context.executor()
                                .execute(() -> {
                                    write(context, replyOr(reply, failure), way)
                                            .addListener(_ ->
                                                    context.channel().config().setAutoRead(true));
                                }));
    }

    private CompletionStage<Reply> answer(ChannelHandlerContext context, FullHttpRequest request) {
        try {
            var uri = new QueryStringDecoder(request.uri());
            Optional<Endpoint> endpoint = paths.find(uri.path());
            if (endpoint.isEmpty()) {
                return CompletableFuture.completedFuture(Reply.text(404, "not found\n"));
            }
            var query =
                    new Query(
                            request.method().name(),
                            uri.path(),
                            Map.copyOf(uri.parameters()),
                            hostOf(request),
                            ((InetSocketAddress) context.channel().remoteAddress()).getAddress());
            return endpoint.get().answer(query);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String hostOf(FullHttpRequest request) {
        String host = request.headers().get(HttpHeaderNames.HOST, "");
        int port = host.lastIndexOf(':');
        return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    }

    private static Reply replyOr(@Nullable Reply reply, @Nullable Throwable failure) {
        if (reply != null) {
            return reply;
        }
        LOG.warn("event=endpoint_failed", failure);
        return Reply.text(500, "internal error\n");
    }

    /// How a request wants to be answered.
    ///
    /// @param head without the body
    /// @param keepAlive the connection stays
    /// @param chunks the client reads a body in chunks (HTTP/1.1)
    private record Way(boolean head, boolean keepAlive, boolean chunks) {}

    private static ChannelFuture write(ChannelHandlerContext context, Reply reply, Way way) {
        return reply.more().hasNext()
                ? writeParts(context, reply, way)
                : writeWhole(context, reply, way);
    }

    private static ChannelFuture writeWhole(ChannelHandlerContext context, Reply reply, Way way) {
        byte[] body = reply.body().getBytes(UTF_8);
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(reply.status()),
                        way.head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        setHeaders(response, reply, way.keepAlive);
        return ended(context.writeAndFlush(response), way.keepAlive);
    }

    /// A client that can't read chunks is told of the end by the end of the connection.
    private static ChannelFuture writeParts(ChannelHandlerContext context, Reply reply, Way way) {
        boolean keepAlive = way.keepAlive && way.chunks;
        HttpResponse response =
                new DefaultHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()));
        HttpUtil.setTransferEncodingChunked(response, way.chunks);
        setHeaders(response, reply, keepAlive);
        context.write(response);
        if (way.head) {
            return ended(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), keepAlive);
        }
        return ended(
                context.writeAndFlush(new HttpChunkedInput(new BodyParts(reply.more()))),
                keepAlive);
    }

    private static void setHeaders(HttpResponse response, Reply reply, boolean keepAlive) {
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, reply.contentType())
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache, max-age=0")
                .set("x-content-type-options", "nosniff");
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
    }

    /// What can't be written to its end must not look like an end.
    private static ChannelFuture ended(ChannelFuture written, boolean keepAlive) {
        return written.addListener(
                keepAlive ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
