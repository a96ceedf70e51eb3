package io.fairlead.minicluster.kubelet;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What a container printed, over all its runs: a file that starts anew when it has grown to its limit, and the pieces
/// before. Beside each piece is a list that says when, and in which run, its lines began.
///
/// ```
/// app.log.1      app.log          what was printed, nothing else
/// app.log.1.at   app.log.at       entries of 20 bytes: offset, nanoseconds since 1970, number of the run
/// ```
public final class ContainerLog {

    static final Limits LIMITS = new Limits(4L << 20, 2);
    static final int ENTRY_BYTES = 20;

    private final Path path;
    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All below is guarded by the lock.
    private final Set<Integer> running = new HashSet<>();
    private @Nullable OutputStream out;
    private @Nullable FileChannel entries;
    private long entryCount;
    private long size;
    private boolean lineBegun;
    private int lastRun = -1;
    private long lastNanos;
    private long changes;
    private int rotations;

    /// @param bytesMax size of a piece; it is a little more, since no line is cut
    /// @param oldMax pieces kept besides the one being written: `.1` is the newest of them
    record Limits(long bytesMax, int oldMax) {}

    private ContainerLog(Path path, Limits limits) {
        this.path = path;
        this.limits = limits;
    }

    /// An empty log; what is there of an earlier pod of the same name goes.
    static ContainerLog create(Path path, Limits limits) throws IOException {
        Files.createDirectories(path.getParent());
        for (int age = 0; age <= limits.oldMax(); age++) {
            Files.deleteIfExists(piece(path, age));
            Files.deleteIfExists(entries(piece(path, age)));
        }
        return new ContainerLog(path, limits);
    }

    /// Takes what one run of a container prints; closed when that has ended.
    final class Run implements AutoCloseable {

        private final int number;
        private final InstantSource clock;

        private Run(int number, InstantSource clock) {
            this.number = number;
            this.clock = clock;
        }

        void write(byte[] bytes, int length) throws IOException {
            ContainerLog.this.write(number, bytes, length, clock.instant());
        }

        @Override
        public void close() throws IOException {
            end(number);
        }
    }

    /// A run of the container begins.
    ///
    /// @param number 0 for the first
    Run begin(int number, InstantSource clock) throws IOException {
        lock.lock();
        try {
            if (running.isEmpty()) {
                openFiles();
            }
            running.add(number);
            lineBegun = false;
            return new Run(number, clock);
        } finally {
            lock.unlock();
        }
    }

    private void openFiles() throws IOException {
        out = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        entries =
                FileChannel.open(
                        entries(path), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private void closeFiles() throws IOException {
        requireNonNull(out).close();
        requireNonNull(entries).close();
    }

    private void end(int run) throws IOException {
        lock.lock();
        try {
            if (running.remove(run) && running.isEmpty()) {
                closeFiles();
            }
            tell();
        } finally {
            lock.unlock();
        }
    }

    private void write(int run, byte[] bytes, int length, Instant now) throws IOException {
        lock.lock();
        try {
            int from = 0;
            if (size + length > limits.bytesMax()) {
                from = lineBegun ? endOfLine(bytes, length) : 0;
                append(run, bytes, 0, from, now);
                if (from < length && size > 0) {
                    rotate();
                }
            }
            append(run, bytes, from, length - from, now);
            tell();
        } finally {
            lock.unlock();
        }
    }

    private void append(int run, byte[] bytes, int from, int length, Instant now)
            throws IOException {
        if (length == 0) {
            return;
        }
        long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        boolean continues = lineBegun && run == lastRun;
        int begins = continues ? endOfLine(bytes, from + length) - from : 0;
        if (begins < length && (run != lastRun || nanos != lastNanos)) {
            // The entry comes first, so that whoever reads knows of all lines when they began.
            ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES);
            entry.putLong(size + begins).putLong(nanos).putInt(run).flip();
            requireNonNull(entries).write(entry, entryCount * ENTRY_BYTES);
            entryCount++;
            lastRun = run;
            lastNanos = nanos;
        }
        try {
            requireNonNull(out).write(bytes, from, length);
            size += length;
        } catch (IOException full) {
            // A part of it may be there.
            size = Files.size(path);
            throw full;
        }
        lineBegun = bytes[from + length - 1] != '\n';
    }

    private void rotate() throws IOException {
        closeFiles();
        for (int age = limits.oldMax(); age >= 1; age--) {
            Path younger = piece(path, age - 1);
            if (Files.exists(younger)) {
                Files.move(younger, piece(path, age), StandardCopyOption.REPLACE_EXISTING);
                Files.move(
                        entries(younger),
                        entries(piece(path, age)),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        rotations++;
        size = 0;
        entryCount = 0;
        lastRun = -1;
        openFiles();
    }

    private void tell() {
        changes++;
        changed.signalAll();
    }

    /// Where writing stands.
    ///
    /// @param changes number by which later changes are known
    /// @param over the run prints nothing more
    record State(long changes, boolean over, int rotations) {}

    State state(int run) {
        lock.lock();
        try {
            return new State(changes, !running.contains(run), rotations);
        } finally {
            lock.unlock();
        }
    }

    /// Opens the pieces, oldest first, that a reader hasn't seen.
    ///
    /// @param seen number of the newest piece that it knows; -1 for none
    List<LogPiece> open(int seen) throws IOException {
        lock.lock();
        try {
            List<LogPiece> pieces = new ArrayList<>();
            for (int age = Math.min(limits.oldMax(), rotations - seen - 1); age >= 0; age--) {
                Path piece = piece(path, age);
                if (Files.exists(piece)) {
                    pieces.add(LogPiece.open(piece, entries(piece), rotations - age));
                }
            }
            return pieces;
        } finally {
            lock.unlock();
        }
    }

    /// Reads what one run printed.
    LogReader reader(int run) {
        return new LogReader(this, run);
    }

    /// Waits for a change after those, for this time at most.
    void await(long after, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (changes == after && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private static Path piece(Path path, int age) {
        return age == 0 ? path : path.resolveSibling(path.getFileName() + "." + age);
    }

    private static Path entries(Path piece) {
        return piece.resolveSibling(piece.getFileName() + ".at");
    }

    /// Where the line that was begun ends in these bytes.
    private static int endOfLine(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return length;
    }
}
