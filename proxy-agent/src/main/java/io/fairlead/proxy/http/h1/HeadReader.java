package io.fairlead.proxy.http.h1;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.HeadParser;
import io.fairlead.proxy.http.codec.Limits;
import io.netty.buffer.ByteBuf;

/// Copies bytes from a socket into a [Head] until it is one. What arrives byte by byte is not parsed byte by byte:
/// only a line end can complete a head. The first bytes are parsed in any case, so that whoever speaks another protocol
/// hears of it at once.
final class HeadReader {

    private static final int PIECE = 4096;

    private HeadReader() {}

    static int request(Head head, ByteBuf in, Limits limits) {
        return read(head, in, limits, true);
    }

    static int response(Head head, ByteBuf in, Limits limits) {
        return read(head, in, limits, false);
    }

    private static int read(Head head, ByteBuf in, Limits limits, boolean request) {
        while (in.isReadable()) {
            int filled = head.filled();
            int n = Math.min(in.readableBytes(), PIECE);
            int to = filled + n;
            byte[] bytes = head.room(to);
            in.getBytes(in.readerIndex(), bytes, filled, n);
            int end = HeadParser.INCOMPLETE;
            if (filled == 0 || hasLineEnd(bytes, filled, to) || to >= limits.headBytes()) {
                end =
                        request
                                ? HeadParser.request(head, to, limits)
                                : HeadParser.response(head, to, limits);
            }
            if (end > 0) {
                in.skipBytes(end - filled);
                head.filled(0);
                return end;
            }
            if (end == HeadParser.FAILED) {
                return end;
            }
            in.skipBytes(n);
            head.filled(to);
        }
        return HeadParser.INCOMPLETE;
    }

    // From the front: a body that came with the head is long, a head's first line is short.
    private static boolean hasLineEnd(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return true;
            }
        }
        return false;
    }
}
