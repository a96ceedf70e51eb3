package io.fairlead.perf.process;

import io.fairlead.perf.machine.CpuLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A directory that is gone when the run is over, however it ends, and with it every child of this process and its
/// limit of CPU.
public final class Scratch implements AutoCloseable {
    private final Path directory;
    private final Thread sweep;

    private Scratch(Path directory) {
        this.directory = directory;
        this.sweep = Thread.ofPlatform().unstarted(this::sweep);
    }

    public static Scratch create(String prefix) throws IOException {
        Scratch scratch = new Scratch(Files.createTempDirectory(prefix));
        Runtime.getRuntime().addShutdownHook(scratch.sweep);
        return scratch;
    }

    public Path directory() {
        return directory;
    }

    private void sweep() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        CpuLimit.sweep();
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("perf: " + directory + " is left behind: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(sweep);
            sweep();
        } catch (IllegalStateException _) {
            // The process is ending: the hook does it.
        }
    }
}
