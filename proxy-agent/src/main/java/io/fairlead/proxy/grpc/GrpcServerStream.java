package io.fairlead.proxy.grpc;

import com.google.protobuf.ByteString;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the frames of one call at the server's side, and writes the answer's.
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the stream, and that is noticed
final class GrpcServerStream extends ChannelInboundHandlerAdapter implements GrpcMethods.Answer {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcServerStream.class);
    private static final int MESSAGE_BYTES_MAX = 1024 * 1024;
    private static final int OK = 0;
    private static final int INVALID_ARGUMENT = 3;
    private static final int UNIMPLEMENTED = 12;

    private final GrpcMethods methods;
    private final GrpcFrames frames = new GrpcFrames(MESSAGE_BYTES_MAX);
    private @Nullable ChannelHandlerContext context;
    private GrpcMethods.@Nullable Call call;
    private boolean begun;
    private boolean ended;

    GrpcServerStream(GrpcMethods methods) {
        this.methods = methods;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        try {
            if (ended) {
                return;
            }
            switch (message) {
                case Http2HeadersFrame headers -> onHeaders(headers);
                case Http2DataFrame data -> onData(data);
                default -> {}
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void onHeaders(Http2HeadersFrame frame) {
        if (call != null) {
            // Trailers of the client say nothing.
            return;
        }
        CharSequence path = frame.headers().path();
        Optional<GrpcMethods.Call> opened = methods.open(String.valueOf(path), this);
        if (opened.isEmpty()) {
            end(UNIMPLEMENTED, "no such method");
        } else {
            call = opened.get();
        }
    }

    private void onData(Http2DataFrame frame) {
        GrpcMethods.Call current = call;
        if (current == null) {
            return;
        }
        try {
            frames.add(frame.content());
            for (Optional<ByteString> next = frames.next();
                    next.isPresent() && !ended;
                    next = frames.next()) {
                current.onMessage(next.get());
            }
        } catch (GrpcFrames.Refused refused) {
            end(INVALID_ARGUMENT, String.valueOf(refused.getMessage()));
            return;
        }
        if (frame.isEndStream() && !ended) {
            end(OK, "");
        }
    }

    @Override
    public void send(byte[] message) {
        ChannelHandlerContext to = context;
        if (to != null && !ended) {
            begin(to);
            to.writeAndFlush(new DefaultHttp2DataFrame(GrpcFrames.frame(message)));
        }
    }

    private void begin(ChannelHandlerContext to) {
        if (!begun) {
            begun = true;
            to.write(new DefaultHttp2HeadersFrame(head(), false));
        }
    }

    private static Http2Headers head() {
        return new DefaultHttp2Headers().status("200").set("content-type", "application/grpc");
    }

    @Override
    public void end(int status, String reason) {
        ChannelHandlerContext to = context;
        if (to != null && !ended) {
            Http2Headers last = begun ? new DefaultHttp2Headers() : head();
            last.set("grpc-status", Integer.toString(status)).set("grpc-message", reason);
            to.writeAndFlush(new DefaultHttp2HeadersFrame(last, true));
            close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        frames.release();
        close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext to, Throwable cause) {
        LOG.warn("event=call_failed", cause);
        to.close();
    }

    private void close() {
        GrpcMethods.Call current = call;
        if (!ended && current != null) {
            current.onClosed();
        }
        ended = true;
    }
}
