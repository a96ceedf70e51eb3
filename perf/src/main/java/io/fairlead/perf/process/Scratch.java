package io.fairlead.perf.process;

import io.fairlead.perf.machine.CpuLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// A directory that is gone when the run is over, however it ends, and with it every child of this process, its limit
/// of CPU, and what it keeps elsewhere.
public final class Scratch implements AutoCloseable {
    private final Path directory;
    private final Thread sweep;
    private final Queue<Ending> endings = new ConcurrentLinkedQueue<>();
    private final ReentrantLock sweeping = new ReentrantLock();

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

    /// What is no child of this process, and has to be ended in another way.
    @FunctionalInterface
    public interface Ending {

        /// Returns when it has ended.
        void run() throws IOException, InterruptedException;
    }

    /// Ends this, too, before the directory goes.
    public void ends(Ending ending) {
        endings.add(ending);
    }

    /// Whoever is told to end meanwhile waits, and does what couldn't be done: the signal may have ended that, too.
    private void sweep() {
        sweeping.lock();
        try {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            CpuLimit.sweep();
            for (Ending ending : endings) {
                ending.run();
            }
            endings.clear();
            delete();
        } catch (IOException e) {
            System.err.println("perf: " + directory + " is left behind: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            sweeping.unlock();
        }
    }

    private void delete() throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void close() {
        sweep();
        try {
            Runtime.getRuntime().removeShutdownHook(sweep);
        } catch (IllegalStateException _) {
            // The process is ending: the hook waits for this, and looks once more.
        }
    }
}
