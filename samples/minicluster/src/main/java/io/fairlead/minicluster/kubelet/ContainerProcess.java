package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.images.Launch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running container: one process and whatever it starts, in the namespaces of its pod, without privileges.
public final class ContainerProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerProcess.class);
    private static final int CHUNK_BYTES = 8_192;

    // Its own view of the file system: a path that isn't there gets a layer over what is above it,
    // and the host's own
    // directories stay as they are. Below / it is a new root, in which everything else is bound.
    private static final String MOUNTS =
            """
            set -e
            dir=$1; shift
            root=
            n=0
            layers=" "
            farm() {
              root=$dir/root
              mkdir -p "$root"
              mount -t tmpfs -o mode=0755 tmpfs "$root"
              for e in /*; do
                if [ -L "$e" ]; then cp -P "$e" "$root/"
                elif [ -d "$e" ]; then mkdir "$root$e"; mount --rbind "$e" "$root$e"
                elif [ -f "$e" ]; then : > "$root$e"; mount --bind "$e" "$root$e"
                fi
              done
            }
            layer() {
              n=$((n + 1))
              mkdir -p "$dir/over/$n/up" "$dir/over/$n/work"
              chmod --reference="$1" "$dir/over/$n/up"
              mount -t overlay overlay \
                -o "lowerdir=$1,upperdir=$dir/over/$n/up,workdir=$dir/over/$n/work" "$1"
              layers="$layers$(stat -c %d "$1") "
              if [ "$1" = "$root/etc" ]; then
                # The layer hides what the pod has of its own here.
                for f in resolv.conf hosts nsswitch.conf; do
                  if [ -e "$1/$f" ]; then mount --bind "$dir/../$f" "$1/$f"; fi
                done
              fi
            }
            place() {
              if [ -e "$root$2" ]; then return; fi
              above=$(dirname "$2")
              while [ ! -d "$root$above" ]; do above=$(dirname "$above"); done
              if [ "$above" != / ]; then
                above=$(readlink -f "$root$above")
                # A layer once: on top of two of them the kernel takes no third.
                case "$layers" in
                  *" $(stat -c %d "$above") "*) ;;
                  *) layer "$above" ;;
                esac
              fi
              if [ -d "$1" ]; then mkdir -p "$root$2"; else mkdir -p "$(dirname "$root$2")"; : > "$root$2"; fi
            }
            count=$1; shift
            i=0
            for word in "$@"; do
              i=$((i + 1))
              if [ $i -gt $((count * 3)) ]; then break; fi
              if [ $((i % 3)) = 2 ]; then
                top=${word#/}; top=/${top%%/*}
                if [ -z "$root" ] && [ ! -e "$top" ]; then farm; fi
              fi
            done
            while [ "$count" -gt 0 ]; do
              at=$2
              # Below a new root the machine's links lead out of it (/var/run is one, to /run).
              if [ -n "$root" ]; then at=$(readlink -m "$2"); fi
              place "$1" "$at"
              mount --bind "$1" "$root$at"
              if [ "$3" = ro ]; then mount -o remount,bind,ro "$root$at"; fi
              shift 3
              count=$((count - 1))
            done
            if [ -n "$root" ]; then exec chroot "$root" "$@"; fi
            exec "$@"
            """;

    private final Process process;
    private final Room room;
    private final Map<String, String> env;

    private ContainerProcess(Process process, Room room, Map<String, String> env) {
        this.process = process;
        this.room = room;
        this.env = env;
    }

    /// A directory or file that a container sees at a path.
    public record Bound(Path source, String path, boolean readOnly) {}

    /// Where a container runs.
    ///
    /// @param uid user and group that it runs as
    /// @param network capabilities that it keeps, in its pod's network
    /// @param dir the container's own directory; its working directory is `work` in it
    /// @param group null where it has no limits
    record Room(
            long holder,
            int uid,
            Set<String> network,
            Path dir,
            List<Bound> mounts,
            @Nullable ControlGroup group) {
        Room {
            network = Set.copyOf(network);
            mounts = List.copyOf(mounts);
        }

        List<String> entering() {
            return group == null ? List.of() : group.entering();
        }
    }

    /// Starts a container.
    static ContainerProcess start(Launch launch, Room room, ContainerLog.Run log)
            throws IOException {
        Path dir = room.dir();
        Path work = dir.resolve("work");
        Files.createDirectories(work);
        for (Map.Entry<String, String> link : launch.links().entrySet()) {
            link(work.resolve(link.getKey()), Path.of(link.getValue()));
        }
        own(work, room.uid());
        writeEnvironment(dir.resolve("env"), launch.env());
        List<String> command = new ArrayList<>(room.entering());
        command.addAll(
                List.of("setsid", "nsenter", "-t", Long.toString(room.holder()), "-n", "-m", "-u"));
        command.addAll(mounts(room));
        command.addAll(unprivileged(room.uid(), room.network()));
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
        return new ContainerProcess(process, room, launch.env());
    }

    private static List<String> mounts(Room room) {
        if (room.mounts().isEmpty()) {
            return List.of();
        }
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "unshare",
                                "--mount",
                                "sh",
                                "-c",
                                MOUNTS,
                                "sh",
                                room.dir().toString(),
                                Integer.toString(room.mounts().size())));
        for (Bound mount : room.mounts()) {
            words.add(mount.source().toString());
            words.add(mount.path());
            words.add(mount.readOnly() ? "ro" : "rw");
        }
        return words;
    }

    /// A command in the container: its view of the file system is the container's, and so are user and variables.
    ProcessBuilder inside(List<String> command) {
        List<String> words = new ArrayList<>(room.entering());
        words.addAll(
                List.of("nsenter", "-t", Long.toString(process.pid()), "-n", "-m", "-u", "-r"));
        words.addAll(unprivileged(room.uid(), room.network()));
        words.addAll(List.of("env", "-C", room.dir().resolve("work").toString()));
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().clear();
        builder.environment().putAll(env);
        return builder;
    }

    /// Does this command end well in the container, in time?
    boolean succeeds(List<String> command, Duration timeout) {
        ProcessBuilder builder = inside(command);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectInput(Path.of("/dev/null").toFile());
        try {
            Process asked = builder.start();
            boolean inTime = asked.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                asked.descendants().forEach(ProcessHandle::destroyForcibly);
                asked.destroyForcibly();
            }
            return inTime && asked.exitValue() == 0;
        } catch (IOException refused) {
            LOG.warn("event=probe_not_run command={} reason={}", command, refused.getMessage());
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Words before a command that give up every privilege but these. Whoever keeps one isn't root for that.
    static List<String> unprivileged(int uid, Set<String> kept) {
        String id = Integer.toString(uid);
        String all =
                kept.stream()
                        .sorted()
                        .map(name -> ",+" + name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining("", "-all", ""));
        return List.of(
                "setpriv",
                "--reuid",
                id,
                "--regid",
                id,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=" + all,
                "--ambient-caps=" + all,
                "--bounding-set=" + all);
    }

    long pid() {
        return process.pid();
    }

    boolean running() {
        return process.isAlive();
    }

    /// Done when its process has ended.
    CompletableFuture<Process> ended() {
        return process.onExit();
    }

    /// Of a process that has ended.
    int exitCode() {
        return process.exitValue();
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
    private static void pump(InputStream output, ContainerLog.Run log) {
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

    private static boolean write(ContainerLog.Run log, byte[] chunk, int length, boolean told) {
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
