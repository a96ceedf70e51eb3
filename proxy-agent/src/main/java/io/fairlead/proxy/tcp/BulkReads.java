package io.fairlead.proxy.tcp;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/// How much of an opaque connection is read at once. One read and one write a turn, large where much comes: a gigabyte
/// in pieces of 64 KiB, sixteen of them before the first is written, costs half as much again, and what waits to be
/// written is as large as sixteen pieces.
final class BulkReads {

    private static final int FIRST_BYTES = 2048;
    private static final int LEAST_BYTES = 64;
    private static final int MOST_BYTES = 256 * 1024;

    /// For [io.netty.channel.ChannelOption#RECVBUF_ALLOCATOR]. Has no state: each channel gets its own guess of what
    /// comes next.
    static final RecvByteBufAllocator SIZES =
            new AdaptiveRecvByteBufAllocator(LEAST_BYTES, FIRST_BYTES, MOST_BYTES)
                    .maxMessagesPerRead(1);

    private BulkReads() {}
}
