package io.fairlead.minicluster.kubelet;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Goes through the lines of one run in one piece of a log, as far as it is written.
final class LogCursor {

    private static final int CHUNK_BYTES = 16_384;

    private final LogPiece piece;
    private final int run;
    private long at;
    private int next;
    private LogPiece.@Nullable Entry current;

    /// Takes what a log says.
    interface Sink {

        /// What comes now begins a line, and was printed at this time.
        void begin(long nanos) throws IOException;

        void accept(byte[] bytes, int length) throws IOException;

        /// True where it takes no more.
        boolean full();
    }

    LogCursor(LogPiece piece, int run) {
        this.piece = piece;
        this.run = run;
    }

    /// Hands over what has been written since the last time.
    void copy(Sink sink) throws IOException {
        // The size first: of all that it counts, the entries are there.
        long end = piece.size();
        int count = piece.count();
        while (at < end && !sink.full()) {
            LogPiece.@Nullable Entry follower = next < count ? piece.entry(next) : null;
            if (follower != null && follower.offset() <= at) {
                current = follower;
                next++;
                if (follower.run() == run) {
                    sink.begin(follower.nanos());
                }
            } else {
                long to = follower == null ? end : Math.min(follower.offset(), end);
                if (current != null && current.run() == run) {
                    hand(sink, to);
                }
                at = to;
            }
        }
    }

    private void hand(Sink sink, long to) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, to - at));
        long from = at;
        while (from < to && !sink.full()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), to - from));
            int n = piece.log().read(chunk, from);
            if (n < 0) {
                return;
            }
            sink.accept(chunk.array(), n);
            from += n;
        }
    }
}
