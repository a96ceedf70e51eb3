package io.fairlead.minicluster.kubelet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The control groups of one container with limits, over all its restarts. Belongs to the pod's thread.
final class ControlGroup implements AutoCloseable {

    private static final String COUNT = "oom_kill ";

    private final Path dir;
    private final List<Path> all;
    private final boolean unified;
    private long seen;

    /// @param all groups that are there, with their limits; the first is that of its memory
    ControlGroup(List<Path> all, boolean unified) {
        this.dir = all.getFirst();
        this.all = all;
        this.unified = unified;
    }

    /// Words before a command that put it, and all that it starts, into the groups.
    List<String> entering() {
        String enter =
                "set -e; until [ $1 = - ]; do echo $$ > \"$1/cgroup.procs\"; shift; done; shift; exec \"$@\"";
        return Stream.of(
                        Stream.of("sh", "-c", enter, "sh"),
                        all.stream().map(Path::toString),
                        Stream.of("-"))
                .flatMap(words -> words)
                .toList();
    }

    /// True where the kernel has ended somebody in it for want of memory since this was asked last.
    boolean overdrawn() throws IOException {
        Path file = dir.resolve(unified ? "memory.events" : "memory.oom_control");
        long now =
                Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith(COUNT))
                        .mapToLong(line -> Long.parseLong(line.substring(COUNT.length())))
                        .findFirst()
                        .orElse(0);
        boolean more = now > seen;
        seen = now;
        return more;
    }

    /// Ends all that is in it.
    void kill() throws IOException {
        Files.readAllLines(dir.resolve("cgroup.procs")).stream()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .forEach(ProcessHandle::destroyForcibly);
    }

    /// Removes it.
    ///
    /// @throws IOException while a process is in it
    @Override
    public void close() throws IOException {
        for (Path group : all) {
            Files.deleteIfExists(group);
        }
    }
}
