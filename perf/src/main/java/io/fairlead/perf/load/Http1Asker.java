package io.fairlead.perf.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One request at a time. The length of the answer is known beforehand, so of a head only its status and its end are
/// read.
final class Http1Asker extends Asker {
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int END_OF_HEAD = 4;

    private final Listener listener;
    private final ByteBuf request;
    private final int bodyBytes;
    private @Nullable ChannelHandlerContext context;
    private boolean waiting;
    private boolean closed;
    private long due;
    private int headAt;
    private int endSeen;
    private int status;
    private int bodyLeft;

    Http1Asker(Order.Target target, Listener listener) {
        this.listener = listener;
        this.bodyBytes = target.bodyBytes();
        // On the heap: nobody frees it, and a scenario makes an asker for each request.
        this.request =
                Unpooled.unreleasableBuffer(
                        Unpooled.wrappedBuffer(
                                "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: perf\r\nAccept: */*\r\n\r\n"
                                        .formatted(target.path(), target.host())
                                        .getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    boolean isFree() {
        return context != null && !waiting && !closed;
    }

    @Override
    void send(long dueNanos) {
        if (context == null) {
            throw new IllegalStateException("not open yet");
        }
        due = dueNanos;
        waiting = true;
        headAt = 0;
        endSeen = 0;
        status = 0;
        var _ = context.writeAndFlush(request.duplicate(), context.voidPromise());
    }

    @Override
    void close() {
        closed = true;
        if (context != null) {
            var _ = context.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext opened) {
        context = opened;
        listener.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable() && !closed) {
                if (!waiting) {
                    lose("bytes that no request asked for");
                } else if (endSeen < END_OF_HEAD) {
                    readHead(in);
                } else {
                    int part = Math.min(bodyLeft, in.readableBytes());
                    in.skipBytes(part);
                    bodyLeft -= part;
                    listener.received(part);
                }
                if (waiting && endSeen == END_OF_HEAD && bodyLeft == 0) {
                    waiting = false;
                    listener.answered(this, due);
                }
            }
        } finally {
            in.release();
        }
    }

    private void readHead(ByteBuf in) {
        while (in.isReadable() && endSeen < END_OF_HEAD) {
            byte next = in.readByte();
            boolean expected = next == (endSeen % 2 == 0 ? '\r' : '\n');
            endSeen = expected ? endSeen + 1 : next == '\r' ? 1 : 0;
            if (headAt >= STATUS_AT && headAt < STATUS_AT + 3) {
                status = status * 10 + (next - '0');
            }
            headAt++;
        }
        if (endSeen == END_OF_HEAD) {
            bodyLeft = bodyBytes;
            if (status != 200) {
                lose("answered with status " + status);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        lose("closed by the other side");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        lose(String.valueOf(cause.getMessage()));
    }

    private void lose(String why) {
        if (!closed) {
            close();
            listener.lost(this, waiting ? 1 : 0, why);
        }
    }
}
