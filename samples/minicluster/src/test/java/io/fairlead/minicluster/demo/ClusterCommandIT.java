package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.minicluster.api.KubectlTable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// `fairlead cluster` as a person uses it: real pods through kubectl, then the cluster's own life.
class ClusterCommandIT {

    private static final int SECONDS_MAX = 120;

    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static ClusterProgram cluster = ClusterProgram.NONE;

    @BeforeAll
    static void start() throws Exception {
        kubectl = KubectlTable.program();
        cluster =
                ClusterProgram.prepare(
                        dir, ClusterCommandIT.class, "web.yaml", "pods.yaml", "memory.yaml");
        up(0, "The cluster is up.");
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.stop();
    }

    @TestFactory
    Stream<DynamicTest> commandsAndThenItsLife() throws IOException {
        KubectlTable table = new KubectlTable(kubectl, dir, dir.resolve("kubeconfig"));
        Stream<DynamicTest> commands = table.commands(ClusterCommandIT.class, "cluster.txt");
        // Ordinary users may rarely make control groups.
        boolean limits = Files.exists(cluster.state().resolve("cgroup"));
        return Stream.concat(
                limits
                        ? Stream.concat(
                                table.commands(ClusterCommandIT.class, "memory.txt"), commands)
                        : commands,
                Stream.of(
                        DynamicTest.dynamicTest("NodePort", this::aNodePortLeadsIn),
                        DynamicTest.dynamicTest("second", this::aSecondOneIsRefused),
                        DynamicTest.dynamicTest("kill", this::afterAKillItsObjectsAreThere),
                        DynamicTest.dynamicTest("down", this::afterItsEndNothingIsLeft)));
    }

    private void aNodePortLeadsIn() throws IOException {
        try (var in = URI.create("http://127.0.0.1:31987/").toURL().openStream()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).startsWith("web-");
        }
    }

    private void aSecondOneIsRefused() throws Exception {
        up(1, "a cluster is running already: process " + run().path("pid").asText());
        ClusterProgram.Ran status = cluster.run("status");
        assertThat(status.status()).isZero();
        assertThat(status.output()).contains("Node        Ready");
    }

    private void afterAKillItsObjectsAreThere() throws Exception {
        ProcessHandle keeper = ProcessHandle.of(run().path("pid").asLong()).orElseThrow();
        ProcessHandle inside = ProcessHandle.of(run().path("unshare").asLong()).orElseThrow();
        keeper.destroyForcibly();
        inside.destroyForcibly();
        inside.onExit().get(SECONDS_MAX, TimeUnit.SECONDS);
        assertThat(cluster.run("status").status()).isEqualTo(1);
        up(0, "The cluster is up.");
        List<DynamicTest> again =
                new KubectlTable(kubectl, dir, dir.resolve("kubeconfig"))
                        .commands(ClusterCommandIT.class, "again.txt")
                        .toList();
        for (DynamicTest one : again) {
            try {
                one.getExecutable().execute();
            } catch (Throwable failed) {
                throw new AssertionError(one.getDisplayName(), failed);
            }
        }
    }

    private void afterItsEndNothingIsLeft() throws Exception {
        ProcessHandle inside = ProcessHandle.of(run().path("unshare").asLong()).orElseThrow();
        Path groups = cluster.state().resolve("cgroup").toFile().getCanonicalFile().toPath();
        assertThat(cluster.run("down").output()).contains("The cluster is gone.");
        assertThat(inside.isAlive()).isFalse();
        assertThat(groups).doesNotExist();
        assertThat(cluster.state()).doesNotExist();
        assertThat(cluster.run("status").status()).isEqualTo(1);
        assertThat(cluster.run("kubeconfig").output()).contains("Start one: ./fairlead cluster up");
        assertThat(cluster.run("down").output()).contains("No cluster was running.");
    }

    private static JsonNode run() throws IOException {
        return StateDir.running(cluster.state()).orElseThrow();
    }

    private static void up(int status, String words) throws Exception {
        ClusterProgram.Ran up = cluster.up();
        assertThat(up.output()).contains(words);
        assertThat(up.status()).as(up.output()).isEqualTo(status);
    }
}
