package io.fairlead.proxy.http.h1;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.HeadWriter;
import io.fairlead.proxy.http.forward.Edits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/// What goes out on one connection: small parts gather in one buffer until they are flushed, large bodies go behind it
/// as slices of what came in.
@SuppressWarnings(
        "FutureReturnValueIgnored") // A failed write closes the channel, which is noticed.
final class Output {

    /// Bodies up to this size are copied: one buffer and one system call are cheaper than two.
    static final int COPIED_MAX = 16 * 1024;

    private static final int GATHERED_MAX = 64 * 1024;

    private static final byte[] LAST_CHUNK = HeadWriter.bytes("0\r\n\r\n");
    private static final byte[] CRLF = HeadWriter.bytes("\r\n");
    private static final byte[] HEX = HeadWriter.bytes("0123456789abcdef");

    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf gathered;
    private boolean unflushed;

    Output(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /// Adds a head.
    void head(HeadWriter head) {
        head.to(room(head.length()));
    }

    /// Adds bytes.
    void raw(byte[] bytes) {
        room(bytes.length).writeBytes(bytes);
    }

    /// Adds part of a body.
    ///
    /// @param source exactly `length` of its bytes are consumed
    /// @param chunked whether it becomes a chunk
    void data(ChannelHandlerContext to, ByteBuf source, int length, boolean chunked) {
        if (length == 0) {
            return;
        }
        if (chunked) {
            size(length);
        }
        if (length <= COPIED_MAX) {
            room(length).writeBytes(source, length);
        } else {
            push(to);
            unflushed = true;
            to.write(source.readRetainedSlice(length), to.voidPromise());
        }
        if (chunked) {
            raw(CRLF);
        }
    }

    /// Ends a chunked body. Trailers are not passed on (RFC 9110 6.5.1): a server may take them for headers that a
    /// proxy would have checked or replaced.
    void lastChunk() {
        raw(LAST_CHUNK);
    }

    private void size(int length) {
        ByteBuf to = room(10);
        int shift = (31 - Integer.numberOfLeadingZeros(length)) & ~3;
        for (; shift >= 0; shift -= 4) {
            to.writeByte(HEX[length >>> shift & 15]);
        }
        to.writeBytes(CRLF);
    }

    /// Hands what is gathered to the channel without flushing it.
    private void push(ChannelHandlerContext to) {
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            to.write(out, to.voidPromise());
        }
    }

    /// Sends everything.
    void flush(ChannelHandlerContext to) {
        unflushed = false;
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            to.writeAndFlush(out, to.voidPromise());
        } else {
            to.flush();
        }
    }

    /// Whether something is not flushed.
    boolean pending() {
        return unflushed || gathered != null;
    }

    /// Whether so much is gathered that more should not join it.
    boolean large() {
        return gathered != null && gathered.readableBytes() > GATHERED_MAX;
    }

    void release() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }

    private ByteBuf room(int bytes) {
        ByteBuf out = gathered;
        if (out == null) {
            out = allocator.directBuffer(Math.max(bytes + 64, 512));
            gathered = out;
        }
        return out;
    }

    /// Writes the headers that both kinds of heads share: what is left of the old ones, then the new ones.
    static void headers(HeadWriter writer, Head head, long skip, Edits edits) {
        writer.copy(head, skip | edits.skip(), edits);
        int count = edits.count();
        for (int i = 0; i < count; i++) {
            writer.header(edits.name(i), edits.value(i));
        }
    }
}
