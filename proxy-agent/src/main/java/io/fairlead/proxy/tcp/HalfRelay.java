package io.fairlead.proxy.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;

/// One direction of a connection. Buffers go on as they are; reading stops while the other side can't be written to, so
/// no more than a write buffer's worth is ever held. The end of input becomes the end of output, behind the last byte.
@SuppressWarnings("FutureReturnValueIgnored") // A failed write fires exceptionCaught.
final class HalfRelay {

    private final Channel from;
    private final Channel to;
    private final Runnable afterEnd;
    private long bytes;
    private boolean ended;

    /// @param afterEnd called when the end has been written
    HalfRelay(Channel from, Channel to, Runnable afterEnd) {
        this.from = from;
        this.to = to;
        this.afterEnd = afterEnd;
    }

    void read(ByteBuf buffer) {
        bytes += buffer.readableBytes();
        to.write(buffer, to.voidPromise());
    }

    void readComplete() {
        to.flush();
        if (!to.isWritable()) {
            from.config().setAutoRead(false);
        }
    }

    /// The receiving side's buffer ran full or empty.
    void writabilityChanged() {
        if (to.isWritable()) {
            from.config().setAutoRead(true);
        }
    }

    /// There is no more input.
    void end() {
        if (ended) {
            return;
        }
        ended = true;
        // shutdownOutput fails what is still queued, so it has to come behind it.
        to.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(_ -> {
                    if (to.isActive()) {
                        ((DuplexChannel) to).shutdownOutput();
                    }
                    afterEnd.run();
                });
    }

    boolean hasEnded() {
        return ended;
    }

    long bytes() {
        return bytes;
    }
}
