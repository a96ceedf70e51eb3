package io.fairlead.perf.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A limit of CPU as Kubernetes sets it: a quota of the kernel's CPU controller (cgroup v1) for each 100 ms.
public final class CpuLimit implements AutoCloseable {
    private static final Path CONTROLLER = Path.of("/sys/fs/cgroup/cpu");
    private static final int PERIOD_MICROS = 100_000;
    private static final int SWEEPS_MAX = 40;
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final Path GROUP =
            CONTROLLER.resolve("fairlead-perf-" + ProcessHandle.current().pid());

    private final Path group;

    private CpuLimit(Path group) {
        this.group = group;
    }

    /// Why there can be no limit here; null when there can.
    public static @Nullable String missing() {
        if (!Files.exists(CONTROLLER.resolve("cpu.cfs_quota_us"))) {
            return "no CPU controller of cgroup v1 at " + CONTROLLER;
        }
        return Files.isWritable(CONTROLLER) ? null : CONTROLLER + " is not writable";
    }

    /// @param millicores 200 is a fifth of a core
    public static CpuLimit of(int millicores) throws IOException {
        Files.createDirectories(GROUP);
        Files.writeString(GROUP.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
        Files.writeString(
                GROUP.resolve("cpu.cfs_quota_us"),
                Integer.toString(millicores * (PERIOD_MICROS / 1000)));
        return new CpuLimit(GROUP);
    }

    /// Removes what a run that was broken off left behind. Whoever was limited must have been ended before, and takes a
    /// moment to go.
    public static void sweep() {
        for (int i = 0; i < SWEEPS_MAX && Files.exists(GROUP); i++) {
            try {
                Files.delete(GROUP);
            } catch (IOException _) {
                LockSupport.parkNanos(SWEEP_NANOS);
            }
        }
    }

    /// Runs something while these processes have only so much CPU, and gives them all of it back.
    public <T> T around(Collection<Long> processes, Work<T> work) throws IOException {
        List<Path> before = processes.stream().map(CpuLimit::groupOf).toList();
        try {
            for (long process : processes) {
                move(process, group);
            }
            return work.run();
        } finally {
            int i = 0;
            for (long process : processes) {
                move(process, before.get(i++));
            }
        }
    }

    /// How a limit told on a process, whoever has set it.
    ///
    /// @param periods in which it ran; 0 where it has no limit
    /// @param heldBack those of them in which it had to wait
    public record Told(long periods, long heldBack) {

        /// Together.
        public Told and(Told more) {
            return new Told(periods + more.periods, heldBack + more.heldBack);
        }
    }

    /// Since its group was made.
    public static Told told(long process) throws IOException {
        List<String> stat = Files.readAllLines(groupOf(process).resolve("cpu.stat"));
        return new Told(number("nr_periods ", stat), number("nr_throttled ", stat));
    }

    private static long number(String label, List<String> stat) {
        return stat.stream()
                .filter(line -> line.startsWith(label))
                .mapToLong(line -> Long.parseLong(line.substring(label.length())))
                .sum();
    }

    /// Something to do that may fail.
    public interface Work<T> {
        T run() throws IOException;
    }

    private static void move(long process, Path to) throws IOException {
        if (ProcessHandle.of(process).isPresent()) {
            Files.writeString(to.resolve("cgroup.procs"), Long.toString(process));
        }
    }

    /// Where it is now, so that it can be put back: a line `N:cpu:/path`.
    private static Path groupOf(long process) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process + "/cgroup")).stream()
                    .map(line -> line.split(":", 3))
                    .filter(parts -> List.of(parts[1].split(",")).contains("cpu"))
                    .map(parts -> CONTROLLER.resolve(parts[2].substring(1)))
                    .filter(Files::exists)
                    .findFirst()
                    .orElse(CONTROLLER);
        } catch (IOException _) {
            return CONTROLLER;
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(group);
    }
}
