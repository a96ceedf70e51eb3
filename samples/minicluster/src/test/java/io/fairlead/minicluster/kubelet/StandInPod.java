package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.images.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A pod without a cluster: namespaces of its own with nothing but loopback, and containers that a test starts.
public final class StandInPod implements PodAccess, AutoCloseable {

    private static final int USER = 1_000;

    private final Path dir;
    private final Process holder;
    private final Map<String, ContainerAccess> containers = new ConcurrentHashMap<>();

    private StandInPod(Path dir, Process holder) {
        this.dir = dir;
        this.holder = holder;
    }

    /// Makes the namespaces.
    public static StandInPod create(Path dir) throws IOException {
        Files.createDirectories(dir);
        for (Path at = dir; at != null && at.getNameCount() > 1; at = at.getParent()) {
            Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Process holder =
                new ProcessBuilder(
                                "unshare",
                                "--net",
                                "--mount",
                                "sh",
                                "-c",
                                "ip link set lo up && echo ready && exec sleep infinity")
                        .redirectErrorStream(true)
                        .start();
        String said = holder.inputReader().readLine();
        if (!"ready".equals(said)) {
            holder.destroyForcibly();
            throw new IOException("no namespaces can be made: " + said);
        }
        return new StandInPod(dir, holder);
    }

    /// Begins a run of a container.
    public void start(String name, List<String> command, Map<String, String> env)
            throws IOException {
        @Nullable ContainerAccess before = containers.get(name);
        int run = before == null ? 0 : before.runs();
        ContainerLog log =
                before != null && before.log() != null
                        ? before.log()
                        : ContainerLog.create(dir.resolve(name + ".log"), ContainerLog.LIMITS);
        ContainerProcess process =
                ContainerProcess.start(
                        new Launch(command, env, Map.of()),
                        new ContainerProcess.Room(
                                holder.pid(), USER, Set.of(), dir.resolve(name), List.of(), null),
                        log.begin(run, InstantSource.system()));
        containers.put(
                name,
                new ContainerAccess(
                        new ContainerState.Running(InstantSource.system().instant()),
                        run + 1,
                        log,
                        process));
    }

    /// A container whose image can't be had.
    public void waiting(String name) {
        containers.put(
                name,
                new ContainerAccess(new ContainerState.Waiting("ErrImagePull", ""), 0, null, null));
    }

    /// Waits until the run has ended by itself.
    public void awaitEnd(String name) {
        @Nullable ContainerAccess there = containers.get(name);
        if (there != null && there.process() != null) {
            there.process().ended().join();
        }
    }

    @Override
    public Optional<ContainerAccess> container(String name) {
        return Optional.ofNullable(containers.get(name));
    }

    @Override
    public long holder() {
        return holder.pid();
    }

    @Override
    public void close() {
        containers
                .values()
                .forEach(one -> {
                    if (one.process() != null) {
                        one.process().kill();
                    }
                });
        holder.destroyForcibly();
    }
}
