package io.fairlead.minicluster.kubelet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The control group of one container with a memory limit, over all its restarts. Belongs to the pod's thread.
final class MemoryGroup implements AutoCloseable {

    private static final String COUNT = "oom_kill ";

    private final Path dir;
    private final boolean unified;
    private long seen;

    /// @param dir a group that is there, with its limit
    MemoryGroup(Path dir, boolean unified) {
        this.dir = dir;
        this.unified = unified;
    }

    /// Words before a command that put it, and all that it starts, into the group.
    List<String> entering() {
        return List.of(
                "sh",
                "-c",
                "set -e; echo $$ > \"$1\"; shift; exec \"$@\"",
                "sh",
                dir.resolve("cgroup.procs").toString());
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
        Files.deleteIfExists(dir);
    }
}
