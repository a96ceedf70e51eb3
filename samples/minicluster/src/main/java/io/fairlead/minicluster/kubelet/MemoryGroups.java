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

/// The control group of this cluster, below which the kernel holds containers to their memory limits: of version 1 or
/// 2, whichever has the machine's memory.
///
/// @param dir null where this user may have none
/// @param words where it is, or why there is none
public record MemoryGroups(@Nullable Path dir, boolean unified, String words) {

    /// Link, in the cluster's own directory, to its group. Who clears the directory away does it with the group, too.
    public static final String LINK = "cgroup";

    private static final Logger LOG = LoggerFactory.getLogger(MemoryGroups.class);
    private static final String CHILDREN = "cgroup.subtree_control";
    private static final long TRIAL_BYTES = 64L << 20;

    /// Makes the group, and tries it.
    ///
    /// @param state the cluster's own directory
    public static MemoryGroups open(Path state) {
        Path dir = null;
        try {
            Place place =
                    Place.find(
                                    Files.readString(Path.of("/proc/self/cgroup")),
                                    Files.readString(Path.of("/proc/self/mountinfo")))
                            .orElseThrow(() -> new IOException("no cgroup of memory is mounted"));
            dir = place.parent().resolve("fairlead-" + Integer.toHexString(state.hashCode()));
            Files.createDirectories(dir);
            Path link = Files.createSymbolicLink(state.resolve(LINK), dir);
            if (place.unified()) {
                Files.writeString(dir.resolve(CHILDREN), "+memory");
            }
            MemoryGroups groups = new MemoryGroups(dir, place.unified(), "held by " + dir);
            MemoryGroup trial =
                    new MemoryGroup(groups.make(dir, "trial", TRIAL_BYTES), place.unified());
            List<String> words = new ArrayList<>(trial.entering());
            words.add("true");
            String _ = Tool.run(words, "", Map.of());
            LOG.info("event=memory_limits_held group={} link={}", dir, link);
            return groups;
        } catch (IOException refused) {
            LOG.warn(
                    "event=memory_limits_not_held reason=\"{}: {}\"",
                    refused.getClass().getSimpleName(),
                    refused.getMessage());
            return none("no control group can be made here: " + refused.getMessage());
        }
    }

    /// Holds nobody.
    public static MemoryGroups none(String why) {
        return new MemoryGroups(null, false, why);
    }

    /// A group for a container; null where it has no limit, or none can be held.
    ///
    /// @param bytes 0 for no limit
    @Nullable MemoryGroup of(String name, long bytes) throws IOException {
        return dir == null || bytes == 0 ? null : new MemoryGroup(make(dir, name, bytes), unified);
    }

    private Path make(Path above, String name, long bytes) throws IOException {
        Path group = Files.createDirectories(above.resolve(name));
        String most = Long.toString(bytes);
        if (unified) {
            Files.writeString(group.resolve("memory.max"), most);
            write(group.resolve("memory.swap.max"), "0");
            // As Kubernetes does there: a container goes as a whole.
            write(group.resolve("memory.oom.group"), "1");
        } else {
            Files.writeString(group.resolve("memory.limit_in_bytes"), most);
            write(group.resolve("memory.memsw.limit_in_bytes"), most);
        }
        return group;
    }

    /// Kernels without swap lack some of these files.
    private static void write(Path file, String value) throws IOException {
        if (Files.exists(file)) {
            Files.writeString(file, value);
        }
    }

    /// Where this process stands among the control groups of memory.
    ///
    /// @param mount where they are
    /// @param own its own group
    record Place(Path mount, Path own, boolean unified) {

        /// @param groups content of `/proc/self/cgroup`
        /// @param mounts content of `/proc/self/mountinfo`
        static Optional<Place> find(String groups, String mounts) {
            return groups.lines()
                    .map(line -> line.split(":", 3))
                    .filter(part -> Arrays.asList(part[1].split(",")).contains("memory"))
                    .findFirst()
                    .map(part -> mounted(mounts, "cgroup", part[2]))
                    .orElseGet(() ->
                            groups.lines()
                                    .filter(line -> line.startsWith("0::"))
                                    .findFirst()
                                    .flatMap(
                                            line -> mounted(mounts, "cgroup2", line.substring(3))));
        }

        /// A line reads `31 23 0:28 ROOT MOUNT OPTIONS … - TYPE SOURCE OPTIONS`.
        private static Optional<Place> mounted(String mounts, String type, String own) {
            for (String line : mounts.lines().toList()) {
                String[] words = line.split(" ");
                int dash = Arrays.asList(words).indexOf("-");
                boolean unified = type.equals("cgroup2");
                if (words[dash + 1].equals(type)
                        && (unified
                                || Arrays.asList(words[dash + 3].split(",")).contains("memory"))) {
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
            while (unified && !shares(at)) {
                if (at.equals(mount)) {
                    throw new IOException("no group above " + own + " shares out its memory");
                }
                at = requireNonNull(at.getParent());
            }
            return at;
        }

        private static boolean shares(Path group) throws IOException {
            return Stream.of(Files.readString(group.resolve(CHILDREN)).split("\\s+"))
                    .anyMatch("memory"::equals);
        }
    }
}
