package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.Fleet.Memory;
import io.fairlead.minicluster.clock.Ticks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Adds up the resident memory of this process, the demo's first process and all below it, once a second.
///
/// Pages that processes share are counted for each of them, so the true figure is lower.
final class MemoryWatch implements AutoCloseable {

    private static final Duration STEP = Duration.ofSeconds(1);
    private static final String RESIDENT = "VmRSS:";

    private final ProcessHandle first;
    private final AtomicLong peak = new AtomicLong();
    private final Thread sampler;

    private MemoryWatch(ProcessHandle first, Ticks ticks) {
        this.first = first;
        this.sampler = Thread.ofVirtual().unstarted(() -> sample(ticks));
    }

    static MemoryWatch start(ProcessHandle first, Ticks ticks) {
        MemoryWatch watch = new MemoryWatch(first, ticks);
        watch.sampler.start();
        return watch;
    }

    Memory seen() {
        long now = resident();
        return new Memory(now, peak.accumulateAndGet(now, Math::max));
    }

    @Override
    public void close() {
        sampler.interrupt();
    }

    private void sample(Ticks ticks) {
        try {
            while (first.isAlive()) {
                seen();
                ticks.pause(STEP);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private long resident() {
        return Stream.concat(Stream.of(ProcessHandle.current(), first), first.descendants())
                .mapToLong(process -> residentOf(process.pid()))
                .sum();
    }

    private static long residentOf(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException | java.io.UncheckedIOException _) {
            // A process that has just ended holds no memory.
            return 0;
        }
    }
}
