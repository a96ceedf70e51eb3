package io.fairlead.proxy.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import java.util.Iterator;

/// A body that is made while it is written, a chunk whenever the socket takes one.
final class BodyParts implements ChunkedInput<ByteBuf> {
    private static final int CHUNK_BYTES = 16 * 1024;

    private final Iterator<String> parts;
    private long bytes;

    BodyParts(Iterator<String> parts) {
        this.parts = parts;
    }

    @Override
    public boolean isEndOfInput() {
        return !parts.hasNext();
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    @Override
    @SuppressWarnings("deprecation") // Netty asks the other one, but has this one too.
    public ByteBuf readChunk(ChannelHandlerContext context) {
        return readChunk(context.alloc());
    }

    @Override
    public ByteBuf readChunk(ByteBufAllocator allocator) {
        ByteBuf chunk = allocator.buffer(CHUNK_BYTES);
        try {
            while (parts.hasNext() && chunk.readableBytes() < CHUNK_BYTES) {
                chunk.writeCharSequence(parts.next(), UTF_8);
            }
        } catch (RuntimeException e) {
            chunk.release();
            throw e;
        }
        bytes += chunk.readableBytes();
        return chunk;
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public long progress() {
        return bytes;
    }
}
