package io.fairlead.minicluster.kubelet;

import static java.util.Objects.requireNonNull;

import io.fairlead.minicluster.network.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The control groups of this cluster, below which the kernel holds containers to their limits: of version 1 or 2,
/// whichever has the machine's memory.
///
/// @param dir null where this user may have none
/// @param cpu the one of processors; null where limits of them aren't held
/// @param why one of them is not there
public record ControlGroups(@Nullable Path dir, @Nullable Path cpu, boolean unified, String why) {

    /// Links, in the cluster's own directory, to its groups. Who clears the directory away does so with the groups.
    public static final List<String> LINKS = List.of("cgroup", "cgroup-cpu");

    private static final Logger LOG = LoggerFactory.getLogger(ControlGroups.class);
    private static final String CHILDREN = "cgroup.subtree_control";
    private static final Limits TRIAL = new Limits(64L << 20, 1_000);
    private static final long PERIOD_MICROS = 100_000;
    private static final long QUOTA_MICROS_MIN = 1_000; // The kernel takes no less.

    /// What a container may use; 0 for all that there is.
    ///
    /// @param cpuMillis thousandths of a processor
    public record Limits(long memoryBytes, long cpuMillis) {}

    /// Makes the groups, and tries them.
    ///
    /// @param state the cluster's own directory
    public static ControlGroups open(Path state) {
        try {
            String own = Files.readString(Path.of("/proc/self/cgroup"));
            String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
            String name = "fairlead-" + Integer.toHexString(state.hashCode());
            Place memory =
                    Place.find("memory", own, mounts)
                            .orElseThrow(() -> new IOException("no cgroup of memory is mounted"));
            Path dir = make(memory.parent().resolve(name), state.resolve(LINKS.get(0)));
            Path cpu = null;
            Optional<Place> processors = Place.find("cpu", own, mounts);
            if (memory.unified()) {
                boolean both = Place.shares(requireNonNull(dir.getParent()), "cpu");
                Files.writeString(dir.resolve(CHILDREN), both ? "+memory +cpu" : "+memory");
                cpu = both ? dir : null;
            } else if (processors.isPresent() && !processors.get().unified()) {
                cpu = make(processors.get().own().resolve(name), state.resolve(LINKS.get(1)));
            }
            ControlGroups groups =
                    new ControlGroups(
                            dir, cpu, memory.unified(), "no group of processors can be made");
            List<String> words = new ArrayList<>(groups.make("trial", TRIAL).entering());
            words.add("true");
            String _ = Tool.run(words, "", Map.of());
            LOG.info("event=limits_held memory={} cpu={}", dir, cpu);
            return groups;
        } catch (IOException refused) {
            LOG.warn(
                    "event=limits_not_held reason=\"{}: {}\"",
                    refused.getClass().getSimpleName(),
                    refused.getMessage());
            return none("no control group can be made here: " + refused.getMessage());
        }
    }

    private static Path make(Path group, Path link) throws IOException {
        Files.createDirectories(group);
        Path _ = Files.createSymbolicLink(link, group);
        return group;
    }

    /// Holds nobody.
    public static ControlGroups none(String why) {
        return new ControlGroups(null, null, false, why);
    }

    /// Groups for a container; null where it has no limit that this machine reaches, or none can be held.
    @Nullable ControlGroup of(String name, Limits limits) throws IOException {
        boolean felt = limits.cpuMillis() < 1_000L * Runtime.getRuntime().availableProcessors();
        Limits held = new Limits(limits.memoryBytes(), felt ? limits.cpuMillis() : 0);
        return dir == null || held.equals(new Limits(0, 0)) ? null : make(name, held);
    }

    private ControlGroup make(String name, Limits limits) throws IOException {
        Path group = Files.createDirectories(requireNonNull(dir).resolve(name));
        if (limits.memoryBytes() > 0) {
            limit(group, Long.toString(limits.memoryBytes()));
        }
        if (cpu == null || limits.cpuMillis() == 0) {
            return new ControlGroup(List.of(group), unified);
        }
        long quota = Math.max(QUOTA_MICROS_MIN, limits.cpuMillis() * PERIOD_MICROS / 1_000);
        if (unified) {
            Files.writeString(group.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
            return new ControlGroup(List.of(group), true);
        }
        Path processors = Files.createDirectories(cpu.resolve(name));
        Files.writeString(processors.resolve("cpu.cfs_period_us"), "" + PERIOD_MICROS);
        Files.writeString(processors.resolve("cpu.cfs_quota_us"), "" + quota);
        return new ControlGroup(List.of(group, processors), false);
    }

    private void limit(Path group, String most) throws IOException {
        if (unified) {
            Files.writeString(group.resolve("memory.max"), most);
            write(group.resolve("memory.swap.max"), "0");
            // As Kubernetes does there: a container goes as a whole.
            write(group.resolve("memory.oom.group"), "1");
        } else {
            Files.writeString(group.resolve("memory.limit_in_bytes"), most);
            write(group.resolve("memory.memsw.limit_in_bytes"), most);
        }
    }

    /// Kernels without swap lack some of these files.
    private static void write(Path file, String value) throws IOException {
        if (Files.exists(file)) {
            Files.writeString(file, value);
        }
    }

    /// Where this process stands among the control groups of a kind.
    ///
    /// @param mount where they are
    /// @param own its own group
    record Place(Path mount, Path own, boolean unified) {

        /// @param kind `memory` or `cpu`
        /// @param groups content of `/proc/self/cgroup`
        /// @param mounts content of `/proc/self/mountinfo`
        static Optional<Place> find(String kind, String groups, String mounts) {
            return groups.lines()
                    .map(line -> line.split(":", 3))
                    .filter(part -> Arrays.asList(part[1].split(",")).contains(kind))
                    .findFirst()
                    .map(part -> mounted(mounts, "cgroup", kind, part[2]))
                    .orElseGet(() ->
                            groups.lines()
                                    .filter(line -> line.startsWith("0::"))
                                    .findFirst()
                                    .flatMap(line ->
                                            mounted(mounts, "cgroup2", kind, line.substring(3))));
        }

        /// A line reads `31 23 0:28 ROOT MOUNT OPTIONS … - TYPE SOURCE OPTIONS`.
        private static Optional<Place> mounted(
                String mounts, String type, String kind, String own) {
            for (String line : mounts.lines().toList()) {
                String[] words = line.split(" ");
                int dash = Arrays.asList(words).indexOf("-");
                boolean unified = type.equals("cgroup2");
                if (words[dash + 1].equals(type)
                        && (unified || Arrays.asList(words[dash + 3].split(",")).contains(kind))) {
                    Path mount = Path.of(words[4]);
                    Path root = Path.of(words[3]);
                    Path path = Path.of(own);
                    return Optional.of(
                            new Place(
                                    mount,
                                    path.startsWith(root)
                                            ? mount.resolve(root.relativize(path))
                                            : mount,
                                    unified));
                }
            }
            return Optional.empty();
        }

        /// Where a group of ours can be: in version 2 only below one that shares its memory out to groups, which one
        /// with processes of its own can't.
        Path parent() throws IOException {
            Path at = own.normalize();
            while (unified && !shares(at, "memory")) {
                if (at.equals(mount)) {
                    throw new IOException("no group above " + own + " shares out its memory");
                }
                at = requireNonNull(at.getParent());
            }
            return at;
        }

        static boolean shares(Path group, String kind) throws IOException {
            return Stream.of(Files.readString(group.resolve(CHILDREN)).split("\\s+"))
                    .anyMatch(kind::equals);
        }
    }
}
