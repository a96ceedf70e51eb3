package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.images.Launch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running container: one process and whatever it starts, in the namespaces of its pod, without privileges.
final class ContainerProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerProcess.class);
    private static final int CHUNK_BYTES = 8_192;

    private final Process process;

    private ContainerProcess(Process process) {
        this.process = process;
    }

    /// Starts a container.
    ///
    /// @param uid user and group that it runs as
    /// @param dir the container's own directory; its working directory is `work` in it
    static ContainerProcess start(Launch launch, long holder, int uid, Path dir, LogFile log)
            throws IOException {
        Path work = dir.resolve("work");
        Files.createDirectories(work);
        for (Map.Entry<String, String> link : launch.links().entrySet()) {
            link(work.resolve(link.getKey()), Path.of(link.getValue()));
        }
        own(work, uid);
        writeEnvironment(dir.resolve("env"), launch.env());
        List<String> command =
                new ArrayList<>(
                        List.of("setsid", "nsenter", "-t", Long.toString(holder), "-n", "-m"));
        command.addAll(unprivileged(uid));
        command.addAll(List.of("env", "-C", work.toString()));
        command.addAll(launch.argv());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(launch.env());
        builder.redirectErrorStream(true);
        builder.redirectInput(Path.of("/dev/null").toFile());
        Process process = builder.start();
        Thread.ofPlatform()
                .daemon()
                .name("log-" + process.pid())
                .start(() -> pump(process.getInputStream(), log));
        return new ContainerProcess(process);
    }

    /// Words before a command that give up every privilege.
    static List<String> unprivileged(int uid) {
        String id = Integer.toString(uid);
        return List.of(
                "setpriv",
                "--reuid",
                id,
                "--regid",
                id,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all",
                "--bounding-set=-all");
    }

    long pid() {
        return process.pid();
    }

    boolean running() {
        return process.isAlive();
    }

    /// How it ended, in words.
    String ending() {
        int code = process.exitValue();
        return code > 128 ? "signal " + (code - 128) : "exit code " + code;
    }

    /// Asks it to end.
    void terminate() {
        process.destroy();
    }

    /// Ends it and all that it started.
    void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private static void link(Path from, Path to) throws IOException {
        try {
            Files.createSymbolicLink(from, to);
        } catch (FileAlreadyExistsException restarted) {
            LOG.debug("event=link_kept path={}", restarted.getFile());
        }
    }

    private static void own(Path work, int uid) throws IOException {
        Files.setAttribute(work, "unix:uid", uid);
        Files.setAttribute(work, "unix:gid", uid);
    }

    /// For `exec`, which gives its command the container's environment. Zero bytes end the variables.
    private static void writeEnvironment(Path file, Map<String, String> env) throws IOException {
        StringBuilder text = new StringBuilder();
        env.forEach((name, value) -> text.append(name).append('=').append(value).append('\0'));
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    /// Reads on whatever becomes of the log: a container whose pipe is closed or full stands still or dies.
    private static void pump(InputStream output, LogFile log) {
        byte[] chunk = new byte[CHUNK_BYTES];
        boolean failing = false;
        try (log;
                output) {
            for (int n = output.read(chunk); n >= 0; n = output.read(chunk)) {
                boolean written = write(log, chunk, n, failing);
                if (failing && written) {
                    LOG.info("event=log_written_again");
                }
                failing = !written;
            }
        } catch (IOException | UncheckedIOException lost) {
            LOG.warn("event=log_lost reason={}", lost.getMessage());
        }
    }

    private static boolean write(LogFile log, byte[] chunk, int length, boolean told) {
        try {
            log.write(chunk, length);
            return true;
        } catch (IOException full) {
            if (!told) {
                LOG.warn("event=log_not_written reason={}", full.getMessage());
            }
            return false;
        }
    }
}
