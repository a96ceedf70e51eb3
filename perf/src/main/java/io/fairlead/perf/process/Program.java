package io.fairlead.perf.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A program that runs, with its output in a file.
public final class Program implements AutoCloseable {
    private static final int STOP_SECONDS = 3;
    private static final int LOG_LINES = 12;

    private final String name;
    private final Process process;
    private final Path log;

    private Program(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /// Starts it in a directory, where its output goes too.
    public static Program start(Launch launch, Path directory) throws IOException {
        Path log = directory.resolve(launch.name() + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(launch.command())
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().putAll(launch.environment());
        return new Program(launch.name(), builder.start(), log);
    }

    /// Whether it still runs.
    public boolean isAlive() {
        return process.isAlive();
    }

    /// Its own id.
    public long pid() {
        return process.pid();
    }

    /// Its own id and those of its children: nginx works in a child.
    public List<Long> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .toList();
    }

    /// What it printed last.
    public String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return name
                    + ": "
                    + lines.stream()
                            .skip(Math.max(0, lines.size() - LOG_LINES))
                            .collect(Collectors.joining("\n  "));
        } catch (IOException e) {
            return name + ": its log can't be read: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
