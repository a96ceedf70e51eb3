package io.fairlead.proxy.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/// Cuts the bytes of a gRPC stream into messages: one byte (compressed or not), four bytes of length, the message.
final class GrpcFrames {
    static final int HEADER_BYTES = 5;

    private final int messageBytesMax;
    private ByteBuf pending = Unpooled.EMPTY_BUFFER;

    /// A message that this side can't take.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    GrpcFrames(int messageBytesMax) {
        this.messageBytesMax = messageBytesMax;
    }

    /// Adds bytes; they stay the caller's.
    void add(ByteBuf bytes) {
        if (!pending.isReadable()) {
            pending.release();
            pending = ByteBufAllocator.DEFAULT.heapBuffer(Math.max(1024, bytes.readableBytes()));
        }
        pending.discardSomeReadBytes();
        pending.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
    }

    /// The next whole message, if it is there.
    ///
    /// @throws Refused when it is compressed or too large
    Optional<ByteString> next() {
        if (pending.readableBytes() < HEADER_BYTES) {
            return Optional.empty();
        }
        int compressed = pending.getByte(pending.readerIndex());
        long length = pending.getUnsignedInt(pending.readerIndex() + 1);
        if (compressed != 0) {
            throw new Refused("a compressed message, though none was asked for");
        }
        if (length > messageBytesMax) {
            throw new Refused("a message of " + length + " bytes, more than " + messageBytesMax);
        }
        if (pending.readableBytes() < HEADER_BYTES + length) {
            makeRoom(HEADER_BYTES + (int) length);
            return Optional.empty();
        }
        byte[] message = new byte[(int) length];
        pending.skipBytes(HEADER_BYTES).readBytes(message);
        if (!pending.isReadable()) {
            // A large message is on the heap twice as it is.
            release();
        }
        return Optional.of(UnsafeByteOperations.unsafeWrap(message));
    }

    /// At once for the whole message: growing step by step would copy it, and hold it twice while it does.
    private void makeRoom(int bytes) {
        if (pending.readerIndex() + bytes > pending.capacity()) {
            ByteBuf larger = ByteBufAllocator.DEFAULT.heapBuffer(bytes);
            larger.writeBytes(pending);
            pending.release();
            pending = larger;
        }
    }

    void release() {
        pending.release();
        pending = Unpooled.EMPTY_BUFFER;
    }

    /// A message with its header.
    static ByteBuf frame(byte[] message) {
        ByteBuf out = ByteBufAllocator.DEFAULT.buffer(HEADER_BYTES + message.length);
        return out.writeByte(0).writeInt(message.length).writeBytes(message);
    }
}
