package io.fairlead.minicluster.kubelet;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.minicluster.Until;
import io.fairlead.minicluster.kubelet.ControlGroups.Limits;
import io.fairlead.minicluster.kubelet.ControlGroups.Place;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupsTest {

    private static final String TWO =
            "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw\n";

    @TempDir private Path dir = Path.of("");

    @Test
    void theVersionThatHasTheMemoryIsTaken() {
        String both =
                """
                35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
                41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
                """;
        assertThat(Place.find("memory", "5:cpu:/\n4:memory:/a/b\n0::/c\n", both))
                .contains(
                        new Place(
                                Path.of("/sys/fs/cgroup/memory"),
                                Path.of("/sys/fs/cgroup/memory/a/b"),
                                false));
        assertThat(Place.find("memory", "5:cpu:/\n0::/user.slice/s.scope\n", TWO))
                .contains(
                        new Place(
                                Path.of("/sys/fs/cgroup"),
                                Path.of("/sys/fs/cgroup/user.slice/s.scope"),
                                true));
        assertThat(Place.find("memory", "0::/\n", "")).isEmpty();
    }

    @Test
    void whatIsMountedMayBeAPartOfTheHierarchy() {
        String mounts = TWO.replace("0:26 /", "0:26 /docker/7f");
        Path mount = Path.of("/sys/fs/cgroup");
        assertThat(Place.find("memory", "0::/docker/7f\n", mounts))
                .contains(new Place(mount, mount, true));
        assertThat(Place.find("memory", "0::/other\n", mounts))
                .contains(new Place(mount, mount, true));
    }

    @Test
    void inVersion2OnlyOneThatSharesOutItsMemoryHasGroups() throws IOException {
        Path own = Files.createDirectories(dir.resolve("user/session"));
        Files.writeString(own.resolve("cgroup.subtree_control"), "\n");
        Files.writeString(own.resolveSibling("cgroup.subtree_control"), "cpu memory pids\n");
        assertThat(new Place(dir, own, true).parent()).isEqualTo(dir.resolve("user"));
        assertThat(new Place(dir, own, false).parent()).isEqualTo(own);
        Files.writeString(own.resolveSibling("cgroup.subtree_control"), "cpu\n");
        Files.writeString(dir.resolve("cgroup.subtree_control"), "");
        assertThatThrownBy(() -> new Place(dir, own, true).parent())
                .hasMessageContaining("shares out its memory");
    }

    @Test
    void inVersion2AContainerHasItsLimitsAndGoesAsAWhole() throws IOException {
        Path group = Files.createDirectory(dir.resolve("pod_one"));
        Files.writeString(group.resolve("memory.oom.group"), "0");
        ControlGroup made =
                requireNonNull(
                        new ControlGroups(dir, dir, true, "")
                                .of("pod_one", new Limits(4_096, 200)));
        assertThat(group.resolve("memory.max")).content().isEqualTo("4096");
        assertThat(group.resolve("memory.oom.group")).content().isEqualTo("1");
        assertThat(group.resolve("cpu.max")).content().isEqualTo("20000 100000");
        Files.writeString(group.resolve("memory.events"), "oom 9\noom_kill 1\noom_group_kill 1\n");
        assertThat(made.overdrawn()).isTrue();
        assertThat(made.overdrawn()).isFalse();
    }

    @Test
    void whoTakesMoreThanItsLimitIsKilled() throws Exception {
        ControlGroups groups = ControlGroups.open(dir);
        RealParts.require(groups.dir() != null, groups.why());
        Path all = requireNonNull(groups.dir());
        ControlGroup group = requireNonNull(groups.of("greedy", new Limits(16L << 20, 0)));
        List<String> words = new ArrayList<>(group.entering());
        words.addAll(List.of("tail", "/dev/zero"));
        assertThat(new ProcessBuilder(words).start().waitFor()).isEqualTo(137);
        assertThat(group.overdrawn()).isTrue();

        words.set(words.size() - 1, "--follow");
        Process modest = new ProcessBuilder(words).start();
        Until.holds(
                "it is in its group",
                Duration.ofSeconds(20),
                () ->
                        Files.readString(all.resolve("greedy/cgroup.procs"))
                                .contains("" + modest.pid()));
        group.kill();
        modest.waitFor();
        assertThat(group.overdrawn()).isFalse();
        group.close();
        remove(groups);
    }

    @Test
    void whoWantsAllOfAProcessorGetsHisPart() throws Exception {
        ControlGroups groups = ControlGroups.open(dir);
        RealParts.require(groups.cpu() != null, groups.why());
        ControlGroup group = requireNonNull(groups.of("busy", new Limits(0, 100)));
        List<String> words = new ArrayList<>(group.entering());
        words.addAll(List.of("sh", "-c", "while :; do :; done"));
        Process busy = new ProcessBuilder(words).start();
        Path stat = requireNonNull(groups.cpu()).resolve("busy/cpu.stat");
        Until.holds(
                "it is held back",
                Duration.ofSeconds(20),
                () -> !Files.readString(stat).contains("nr_throttled 0\n"));
        group.kill();
        busy.waitFor();
        group.close();
        remove(groups);
    }

    private static void remove(ControlGroups groups) throws IOException {
        for (Path all : Stream.of(groups.dir(), groups.cpu()).distinct().toList()) {
            if (all != null) {
                Files.deleteIfExists(all.resolve("trial"));
                Files.delete(all);
            }
        }
    }

    @Test
    void withoutAGroupNobodyIsHeld() throws IOException {
        assertThat(ControlGroups.none("").of("pod_one", new Limits(4_096, 0))).isNull();
        assertThat(new ControlGroups(dir, dir, false, "").of("pod_one", new Limits(0, 0))).isNull();
    }
}
