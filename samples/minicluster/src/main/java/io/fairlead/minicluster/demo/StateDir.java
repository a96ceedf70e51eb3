package io.fairlead.minicluster.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.storage.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// A demo's directory: whose it is, who holds it, and what a demo that died left in it.
public final class StateDir implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUN_FILE = "demo.json";
    static final String CLUSTER = "cluster";
    private static final List<String> GROUPS = List.of("cgroup", "cgroup-cpu");

    // A Unix socket's path has at most 107 bytes.
    private static final int PATH_BYTES_MAX = 90;
    private static final Duration DYING_MAX = Duration.ofSeconds(10);

    private final Path path;
    private final FileChannel lock;

    private StateDir(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /// Where a demo keeps its files when nobody says otherwise.
    public static Path standard() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        boolean usable =
                runtime != null && !runtime.isBlank() && Files.isWritable(Path.of(runtime));
        return Path.of(usable ? runtime : "/tmp", "fairlead-" + uid());
    }

    /// The user id of this process.
    public static int uid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException impossible) {
            throw new IllegalStateException("no /proc", impossible);
        }
    }

    /// What the running demo wrote about itself, if there is one.
    public static Optional<JsonNode> running(Path path) throws IOException {
        Path file = path.resolve(RUN_FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode run = JSON.readTree(Files.readAllBytes(file));
        boolean alive = ProcessHandle.of(run.path("pid").asLong(-1)).isPresent();
        return alive ? Optional.of(run) : Optional.empty();
    }

    /// Is what runs a cluster that is used through its API server?
    public static boolean isCluster(JsonNode run) {
        return run.path("kind").asText("").equals(CLUSTER);
    }

    /// Takes the directory for this demo and removes what an earlier one left.
    public static StateDir take(Path path) throws IOException, DemoRefused {
        if (path.toString().length() > PATH_BYTES_MAX) {
            throw refused(
                    "the state directory's path is longer than %d characters: %s. Fix: --state with a shorter one"
                            .formatted(PATH_BYTES_MAX, path));
        }
        make(path);
        FileChannel channel =
                FileChannel.open(
                        path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw refused(holder(path));
        }
        bury(path);
        clear(path);
        for (String name : List.of("config", "logs")) {
            Files.createDirectory(path.resolve(name));
            // The daemon is another user; the directory above keeps strangers out.
            Files.setPosixFilePermissions(
                    path.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return new StateDir(path, channel);
    }

    /// The directory.
    public Path path() {
        return path;
    }

    /// Says who runs here, for other commands and for a second demo.
    void announce(ObjectNode run) throws IOException {
        WholeFile.replace(
                path.resolve(RUN_FILE),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(run));
    }

    /// Removes the directory.
    @Override
    public void close() throws IOException {
        clear(path);
        Files.deleteIfExists(path.resolve("lock"));
        lock.close();
        try (Stream<Path> rest = Files.list(path)) {
            if (rest.findAny().isPresent()) {
                return;
            }
        }
        Files.deleteIfExists(path);
    }

    private static void make(Path path) throws IOException, DemoRefused {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(path.getParent());
            Files.createDirectory(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        // In /tmp somebody else may have been first.
        Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || !owner.equals(uid())) {
            throw refused(
                    "%s is no directory of yours. Fix: remove it, or --state with another one"
                            .formatted(path));
        }
        try (Stream<Path> files = Files.list(path)) {
            boolean ours =
                    files.map(file -> file.getFileName().toString()).allMatch(StateDir::isOurs);
            if (!ours) {
                throw refused(
                        "%s holds files that are none of a demo's. Fix: --state with an empty directory"
                                .formatted(path));
            }
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    }

    private static boolean isOurs(String name) {
        return List.of(
                                "config",
                                "data",
                                "kubeconfig",
                                "logs",
                                "lock",
                                "node.sock",
                                "options.json",
                                RUN_FILE,
                                "cluster.json")
                        .contains(name)
                || GROUPS.contains(name)
                || name.endsWith(".new");
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException here) {
            return false;
        }
    }

    private static String holder(Path path) throws IOException {
        Optional<JsonNode> run = running(path);
        if (run.isEmpty()) {
            return "another demo is starting in %s. Fix: wait for it, or --state with another directory"
                    .formatted(path);
        }
        String words =
                "a %s is running already: process %d, %s. Fix: "
                        .formatted(
                                run.get().path("kind").asText("demo"),
                                run.get().path("pid").asLong(),
                                run.get().path("address").asText());
        return words
                + (isCluster(run.get())
                        ? "./fairlead cluster down"
                        : "stop it with Ctrl-C or `kill %d`"
                                .formatted(run.get().path("pid").asLong()));
    }

    /// Waits for the cluster of a demo that was killed, which ends by itself; helps when it doesn't.
    private static void bury(Path path) throws IOException {
        Path file = path.resolve(RUN_FILE);
        if (!Files.exists(file)) {
            return;
        }
        long pid = JSON.readTree(Files.readAllBytes(file)).path("unshare").asLong(-1);
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty() || !mentions(pid, path)) {
            return;
        }
        await(process.get());
    }

    private static void await(ProcessHandle process) throws IOException {
        try {
            process.onExit().get(DYING_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException stuck) {
            process.destroyForcibly();
        } catch (ExecutionException impossible) {
            throw new IOException(impossible);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Process ids are used again: only a process that was started for this directory is ours to end.
    private static boolean mentions(long pid, Path path) {
        try {
            String words = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
            return words.contains(path.toString());
        } catch (IOException gone) {
            return false;
        }
    }

    private static void clear(Path path) throws IOException {
        for (String group : GROUPS) {
            dropGroups(path.resolve(group));
        }
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                if (!file.equals(path) && !file.equals(path.resolve("lock"))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /// The control groups of a cluster's containers stay when it ends, until whoever is in them has ended, too.
    private static void dropGroups(Path link) throws IOException {
        if (!Files.isDirectory(link)) {
            return;
        }
        try (Stream<Path> files = Files.walk(link.toRealPath())) {
            for (Path group :
                    files.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
                for (String pid : Files.readAllLines(group.resolve("cgroup.procs"))) {
                    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid));
                    if (process.isPresent()) {
                        process.get().destroyForcibly();
                        await(process.get());
                    }
                }
                Files.delete(group);
            }
        }
    }

    private static DemoRefused refused(String reason) {
        return new DemoRefused(List.of(reason));
    }
}
