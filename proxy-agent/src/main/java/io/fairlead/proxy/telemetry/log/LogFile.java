package io.fairlead.proxy.telemetry.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One access log file with its writer thread. Each event loop has its own [Appender]; the thread collects from all
/// of them some times a second while there is traffic, earlier when much waits, and sleeps without any. A reader that
/// doesn't read (a full pipe) blocks the thread only; then the rings fill and lines are dropped and counted.
public final class LogFile implements AutoCloseable {

    /// @param ringBytesMax room for lines of one loop that wait for the writer
    /// @param batch how long the writer lets lines gather, unless a quarter of the room is taken before; each time it
    ///     wakes costs as much as half a request
    /// @param closeWait how long [#close] waits for the last lines
    public record Limits(int ringBytesMax, Duration batch, Duration closeWait) {
        public static final Limits DEFAULT =
                new Limits(256 * 1024, Duration.ofMillis(100), Duration.ofSeconds(2));
    }

    /// What an event loop writes to. Belongs to that loop.
    public final class Appender {
        private final LogRing ring = new LogRing(limits.ringBytesMax());

        private Appender() {}

        /// Takes the line or drops it; never waits.
        public void append(byte[] line, int length) {
            if (ring.offer(line, length)) {
                // Without the fence the line could become visible after the writer's last look at
                // the ring.
                VarHandle.fullFence();
                boolean wake = ring.isFilling() ? isSet(gathering) || isSet(idle) : isSet(idle);
                if (wake) {
                    LockSupport.unpark(thread);
                }
            }
        }
    }

    /// Whether it was set; it isn't any more, so that one line alone wakes the writer.
    private static boolean isSet(AtomicBoolean flag) {
        return flag.getOpaque() && flag.compareAndSet(true, false);
    }

    private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);

    private final OutputStream out;
    private final Limits limits;
    private final CopyOnWriteArrayList<LogRing> rings = new CopyOnWriteArrayList<>();
    private final LongAdder failures = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final AtomicBoolean idle = new AtomicBoolean();
    private final AtomicBoolean gathering = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closing;
    private boolean failing;

    /// Writes to `out`, without a buffer of its own.
    public LogFile(String name, OutputStream out, Limits limits) {
        this.out = out;
        this.limits = limits;
        this.thread = Thread.ofPlatform().name("access-log " + name).daemon().unstarted(this::run);
    }

    /// Opens a file to append to; `/dev/stdout` and `/dev/stderr` are this process's own, not opened anew.
    public static LogFile open(String path, Limits limits) throws IOException {
        OutputStream out =
                switch (path) {
                    case "/dev/stdout" -> new FileOutputStream(FileDescriptor.out);
                    case "/dev/stderr" -> new FileOutputStream(FileDescriptor.err);
                    default -> new FileOutputStream(Path.of(path).toFile(), true);
                };
        return new LogFile(path, out, limits);
    }

    /// Starts the writer.
    public LogFile start() {
        thread.start();
        return this;
    }

    /// A way in for one more event loop.
    public Appender appender() {
        var appender = new Appender();
        rings.add(appender.ring);
        return appender;
    }

    /// Lines that were dropped because the writer couldn't follow, or couldn't write.
    public long dropped() {
        return rings.stream().mapToLong(LogRing::dropped).sum() + lost.sum();
    }

    /// Writes that failed; their lines are lost and count as dropped.
    public long failures() {
        return failures.sum();
    }

    private void run() {
        while (!closing) {
            if (!drain()) {
                idle.set(true);
                // A line that came between the drain and the flag would wait for the next one.
                if (rings.stream().allMatch(LogRing::isEmpty) && !closing) {
                    LockSupport.park(this);
                }
                idle.set(false);
            }
            gathering.set(true);
            LockSupport.parkNanos(this, limits.batch().toNanos());
            gathering.set(false);
        }
        drain();
    }

    private boolean drain() {
        boolean any = false;
        for (LogRing ring : rings) {
            if (!ring.isEmpty()) {
                any = true;
                drain(ring);
            }
        }
        return any;
    }

    /// What can't be written is lost, or the lines of a full disk would be tried again for ever. Then the next that can
    /// be written begins a line of its own, for nobody knows where the last one was cut.
    private void drain(LogRing ring) {
        try {
            if (failing) {
                out.write('\n');
                LOG.info("event=access_log_written_again lines_dropped={}", dropped());
                failing = false;
            }
            ring.drainTo(out);
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("event=access_log_write_failed error={}", e.toString());
            }
            failing = true;
            failures.increment();
            lost.add(ring.discard());
        }
    }

    /// Writes what is left, for a bounded time.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            if (!thread.join(limits.closeWait())) {
                LOG.warn("event=access_log_close_timeout");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
