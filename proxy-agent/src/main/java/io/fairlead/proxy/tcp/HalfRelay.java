package io.fairlead.proxy.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

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
    ///
    /// @param last whether the other direction has ended before: then both sides are closed behind the last byte, which
    ///     says it as well
    void end(boolean last) {
        if (ended) {
            return;
        }
        ended = true;
        // What is still queued has to be written before the end.
        to.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(_ -> {
                    if (!last && to.isActive()) {
                        endOutput();
                    }
                    afterEnd.run();
                });
    }

    /// Says that nothing more comes. The library would make an exception with a stack trace of each end, and two more
    /// of what is written and closed afterwards; here all of that is expected.
    private void endOutput() {
        if (to instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
            try {
                socket.shutdown(false, true);
            } catch (IOException | NotYetConnectedException _) {
                // The other side has ended the connection meanwhile, and the channel will hear of
                // it.
                return;
            }
        } else {
            ((DuplexChannel) to).shutdownOutput();
        }
        // The end of the other direction will be the end of the connection.
        to.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    }

    boolean hasEnded() {
        return ended;
    }

    long bytes() {
        return bytes;
    }
}
