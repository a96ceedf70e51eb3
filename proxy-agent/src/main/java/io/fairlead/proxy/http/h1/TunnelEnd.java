package io.fairlead.proxy.http.h1;

import io.fairlead.proxy.http.forward.UpstreamStream.Tunnel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/// One end of a tunnel after an upgrade: what is read here is written there. An end of input becomes an end of output;
/// when both are over, or the connection breaks, both are closed.
@SuppressWarnings(
        "FutureReturnValueIgnored") // A failed write closes the channel, which is noticed.
final class TunnelEnd implements Tunnel {

    private @Nullable ChannelHandlerContext context;
    private @Nullable Tunnel peer;
    private boolean inputEnded;
    private boolean outputEnded;
    private long bytes;
    private long written;

    void context(ChannelHandlerContext of) {
        context = of;
    }

    void peer(Tunnel other) {
        peer = other;
    }

    /// Bytes that were read here.
    long bytes() {
        return bytes;
    }

    /// Bytes that were written here.
    long written() {
        return written;
    }

    void read(ByteBuf in) {
        Tunnel to = peer;
        if (to == null) {
            in.release();
            return;
        }
        bytes += in.readableBytes();
        to.write(in);
        if (!to.writable()) {
            read(false);
        }
    }

    void inputEnded() {
        inputEnded = true;
        if (peer != null) {
            peer.finish();
        }
        closeIfOver();
    }

    /// The connection is closed.
    void inactive() {
        if (!inputEnded) {
            inputEnded();
        }
        if (peer != null) {
            peer.close();
        }
    }

    void writabilityChanged() {
        Tunnel from = peer;
        ChannelHandlerContext of = context;
        if (from != null && of != null && of.channel().isWritable()) {
            from.read(true);
        }
    }

    @Override
    public void write(ByteBuf in) {
        ChannelHandlerContext to = context;
        if (to == null) {
            in.release();
        } else {
            written += in.readableBytes();
            to.writeAndFlush(in, to.voidPromise());
        }
    }

    @Override
    public void finish() {
        ChannelHandlerContext to = context;
        if (to == null || outputEnded) {
            return;
        }
        outputEnded = true;
        to.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(_ -> {
                    if (to.channel().isActive() && to.channel() instanceof DuplexChannel duplex) {
                        duplex.shutdownOutput();
                    }
                    closeIfOver();
                });
    }

    @Override
    public void close() {
        ChannelHandlerContext to = context;
        if (to != null) {
            to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void closeIfOver() {
        if (inputEnded && outputEnded) {
            close();
        }
    }

    @Override
    public boolean writable() {
        ChannelHandlerContext to = context;
        return to != null && to.channel().isWritable();
    }

    @Override
    public void read(boolean on) {
        ChannelHandlerContext of = context;
        if (of != null) {
            of.channel().config().setAutoRead(on);
        }
    }
}
