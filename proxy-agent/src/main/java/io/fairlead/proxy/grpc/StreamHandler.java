package io.fairlead.proxy.grpc;

import com.google.protobuf.ByteString;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads the frames of one gRPC stream.
final class StreamHandler extends ChannelInboundHandlerAdapter {
    private final StreamEvents events;
    private final Consumer<Closed> onEnd;
    private final GrpcFrames frames = new GrpcFrames(GrpcConnection.MESSAGE_BYTES_MAX);

    StreamHandler(StreamEvents events, Consumer<Closed> onEnd) {
        this.events = events;
        this.onEnd = onEnd;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            switch (message) {
                case Http2HeadersFrame headers -> onHeaders(headers);
                case Http2DataFrame data -> onData(data);
                case Http2ResetFrame reset ->
                        onEnd.accept(Closed.broken("reset with code " + reset.errorCode()));
                default -> {}
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame reset) {
            onEnd.accept(Closed.broken("reset with code " + reset.errorCode()));
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        frames.release();
        onEnd.accept(Closed.broken("stream closed"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        onEnd.accept(Closed.broken(String.valueOf(cause.getMessage())));
    }

    private void onHeaders(Http2HeadersFrame frame) {
        Http2Headers headers = frame.headers();
        CharSequence http = headers.status();
        if (http != null && !"200".contentEquals(http)) {
            onEnd.accept(Closed.broken("HTTP status " + http));
        } else if (frame.isEndStream()) {
            CharSequence message = headers.get("grpc-message");
            onEnd.accept(
                    new Closed(grpcStatus(headers), message == null ? "" : message.toString()));
        }
    }

    private static int grpcStatus(Http2Headers headers) {
        CharSequence status = headers.get("grpc-status");
        try {
            return status == null ? Closed.NO_STATUS : Integer.parseInt(status.toString());
        } catch (NumberFormatException _) {
            return Closed.NO_STATUS;
        }
    }

    private void onData(Http2DataFrame frame) {
        try {
            frames.add(frame.content());
            for (Optional<ByteString> next = frames.next();
                    next.isPresent();
                    next = frames.next()) {
                events.onMessage(next.get());
            }
        } catch (GrpcFrames.Refused refused) {
            onEnd.accept(Closed.broken(String.valueOf(refused.getMessage())));
            return;
        }
        if (frame.isEndStream()) {
            onEnd.accept(Closed.broken("ended without a status"));
        }
    }
}
