package io.fairlead.proxy.http.forward;

import io.netty.buffer.ByteBuf;

/// Counts the messages in one direction of a gRPC call: each begins with a byte of flags and four of its length, and
/// may be cut anywhere.
final class GrpcMessages {
    private static final int PREFIX = 5;
    private static final int BYTE = 0xff;

    private int prefix;
    private long length;
    private long left;

    /// A new call.
    void reset() {
        prefix = 0;
        left = 0;
    }

    /// How many messages begin in these bytes, or began before and are told now how long they are. Nothing is consumed.
    int in(ByteBuf source, int bytes) {
        int at = source.readerIndex();
        int end = at + bytes;
        int begun = 0;
        while (at < end) {
            if (left > 0) {
                int step = (int) Math.min(left, end - at);
                left -= step;
                at += step;
            } else {
                length = prefix == 0 ? 0 : (length << Byte.SIZE) | (source.getByte(at) & BYTE);
                at++;
                prefix++;
                if (prefix == PREFIX) {
                    begun++;
                    left = length;
                    prefix = 0;
                }
            }
        }
        return begun;
    }
}
