package io.fairlead.minicluster.kubelet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Reads what one run of a container printed.
public final class LogReader {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z' ", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final ContainerLog log;
    private final int run;

    LogReader(ContainerLog log, int run) {
        this.log = log;
        this.run = run;
    }

    /// Writes what is wanted.
    ///
    /// @param gone asked while there is nothing to write
    public void writeTo(OutputStream out, LogOptions options, BooleanSupplier gone)
            throws IOException, InterruptedException {
        @Nullable Lines lines = null;
        @Nullable LogPiece piece = null;
        @Nullable LogCursor cursor = null;
        try {
            while (true) {
                ContainerLog.State state = log.state(run);
                if (cursor != null && lines != null) {
                    // Of a piece that has been put aside meanwhile, this is the rest.
                    cursor.copy(lines);
                }
                List<LogPiece> more =
                        piece == null || state.rotations() > piece.number()
                                ? log.open(piece == null ? -1 : piece.number())
                                : List.of();
                if (lines == null) {
                    lines = new Lines(out, options, skip(options, more));
                }
                for (LogPiece one : more) {
                    close(piece);
                    piece = one;
                    cursor = new LogCursor(one, run);
                    cursor.copy(lines);
                }
                out.flush();
                if (!options.follow() || state.over() || lines.full() || gone.getAsBoolean()) {
                    return;
                }
                log.await(state.changes(), LOOK_EVERY);
            }
        } finally {
            close(piece);
        }
    }

    private static void close(@Nullable LogPiece piece) throws IOException {
        if (piece != null) {
            piece.close();
        }
    }

    private long skip(LogOptions options, List<LogPiece> pieces) throws IOException {
        if (options.tail() < 0) {
            return 0;
        }
        Count count = new Count();
        for (LogPiece piece : pieces) {
            new LogCursor(piece, run).copy(count);
        }
        return count.lines() - options.tail();
    }

    private static final class Count implements LogCursor.Sink {

        private long ended;
        private boolean begun;

        long lines() {
            return begun ? ended + 1 : ended;
        }

        @Override
        public void begin(long nanos) {
            // Only ends are counted.
        }

        @Override
        public void accept(byte[] bytes, int length) {
            for (int i = 0; i < length; i++) {
                if (bytes[i] == '\n') {
                    ended++;
                }
            }
            begun = bytes[length - 1] != '\n';
        }

        @Override
        public boolean full() {
            return false;
        }
    }

    private static final class Lines implements LogCursor.Sink {

        private final OutputStream out;
        private final LogOptions options;
        private long skip;
        private long left;
        private boolean lineBegun;
        private boolean early;
        private byte[] prefix = {};

        Lines(OutputStream out, LogOptions options, long skip) {
            this.out = out;
            this.options = options;
            this.skip = skip;
            this.left = options.bytesMax() < 0 ? Long.MAX_VALUE : options.bytesMax();
        }

        @Override
        public void begin(long nanos) {
            Instant time =
                    Instant.ofEpochSecond(
                            TimeUnit.NANOSECONDS.toSeconds(nanos),
                            nanos % TimeUnit.SECONDS.toNanos(1));
            early = time.isBefore(options.since());
            lineBegun = false;
            if (options.timestamps()) {
                prefix = TIME.format(time).getBytes(StandardCharsets.US_ASCII);
            }
        }

        @Override
        public void accept(byte[] bytes, int length) throws IOException {
            int from = 0;
            for (int i = 0; i < length; i++) {
                boolean last = bytes[i] == '\n';
                if (last || i == length - 1) {
                    part(bytes, from, i + 1 - from);
                    from = i + 1;
                    lineBegun = !last;
                    skip -= last ? 1 : 0;
                }
            }
        }

        private void part(byte[] bytes, int from, int length) throws IOException {
            if (skip > 0 || early) {
                return;
            }
            if (!lineBegun) {
                put(prefix, 0, prefix.length);
            }
            put(bytes, from, length);
        }

        private void put(byte[] bytes, int from, int length) throws IOException {
            int some = (int) Math.min(length, left);
            out.write(bytes, from, some);
            left -= some;
        }

        @Override
        public boolean full() {
            return left == 0;
        }
    }
}
