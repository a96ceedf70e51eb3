package io.fairlead.minicluster.kubelet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A command that runs in a container beside its process, as its user. It ends with the container.
public final class ExecProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ExecProcess.class);
    private static final long RESIZE_SECONDS_MAX = 5;

    private final Process process;

    private ExecProcess(Process process) {
        this.process = process;
    }

    /// What a command is given.
    ///
    /// @param stdin false: it reads the end at once
    /// @param tty its streams are one terminal
    public record Wanted(List<String> command, boolean stdin, boolean tty) {
        public Wanted {
            command = List.copyOf(command);
        }
    }

    static ExecProcess start(ContainerProcess container, Wanted wanted) throws IOException {
        ProcessBuilder builder = container.inside(wanted.command());
        if (wanted.tty()) {
            // The program `script` makes the terminal; between it and the container the words go
            // through a shell.
            String line =
                    builder.command().stream()
                            .map(word -> "'" + word.replace("'", "'\\''") + "'")
                            .collect(Collectors.joining(" ", "exec ", ""));
            builder.command("script", "--quiet", "--return", "--command", line, "/dev/null");
            builder.environment().put("TERM", "xterm");
            builder.environment().put("SHELL", "/bin/sh");
        }
        if (!wanted.stdin()) {
            builder.redirectInput(Path.of("/dev/null").toFile());
        }
        ExecProcess exec = new ExecProcess(builder.start());
        CompletableFuture<Void> _ = container.ended().thenRun(exec::kill);
        return exec;
    }

    public OutputStream stdin() {
        return process.getOutputStream();
    }

    public InputStream stdout() {
        return process.getInputStream();
    }

    /// Ends at once where there is a terminal.
    public InputStream stderr() {
        return process.getErrorStream();
    }

    /// Waits for its end.
    ///
    /// @return exit status; 128 and the number of the signal, where one ended it
    public int await() throws InterruptedException {
        return process.waitFor();
    }

    /// Gives the terminal this size, and tells who runs in it.
    public void resize(int columns, int rows) {
        Optional<Path> terminal = terminal();
        if (terminal.isEmpty()) {
            return;
        }
        try {
            Process stty =
                    new ProcessBuilder(
                                    "stty",
                                    "-F",
                                    terminal.get().toString(),
                                    "cols",
                                    Integer.toString(columns),
                                    "rows",
                                    Integer.toString(rows))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!stty.waitFor(RESIZE_SECONDS_MAX, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
            }
        } catch (IOException refused) {
            LOG.debug("event=terminal_not_resized reason={}", refused.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// The terminal that `script` made, once its child has it.
    private Optional<Path> terminal() {
        return process.children()
                .map(child -> Path.of("/proc", Long.toString(child.pid()), "fd/0"))
                .flatMap(link -> {
                    try {
                        return Optional.of(Files.readSymbolicLink(link)).stream();
                    } catch (IOException early) {
                        return Optional.<Path>empty().stream();
                    }
                })
                .filter(path -> path.startsWith("/dev/pts"))
                .findFirst();
    }

    /// Ends it and all that it started.
    public void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
