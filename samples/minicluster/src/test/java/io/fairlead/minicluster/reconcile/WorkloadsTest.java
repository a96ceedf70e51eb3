package io.fairlead.minicluster.reconcile;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.api.KubectlTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Deployments, DaemonSets, StatefulSets, CronJobs, Services and the scheduler as kubectl shows them, with a node without processes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkloadsTest {

    static final List<String> FILES =
            List.of(
                    "shop.yaml",
                    "picky.yaml",
                    "jobs.yaml",
                    "bad-job.yaml",
                    "daemons.yaml",
                    "bad-daemon.yaml",
                    "states.yaml",
                    "bad-state.yaml",
                    "crons.yaml",
                    "bad-cron.yaml");

    @TempDir private static Path shared;
    private Path dir = Path.of("");
    private @Nullable ApiCore core;
    private @Nullable Controllers controllers;
    private @Nullable KubernetesClient client;
    private @Nullable StandInNode node;

    @BeforeAll
    void start() throws Exception {
        dir = Files.createTempDirectory(shared, "kubectl");
        for (String file : FILES) {
            Files.writeString(dir.resolve(file), KubectlTable.resource(WorkloadsTest.class, file));
        }
        core =
                ApiCore.start(
                        dir.resolve("state"),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Map.of());
        controllers =
                Controllers.start(
                        core.kubeconfig(Controllers.USER), core.kubeconfig(Controllers.SCHEDULER));
        client = Controllers.client(core.kubeconfig("system:node:n1", "system:nodes"));
        node = new StandInNode(client, "n1");
        node.start();
    }

    @AfterAll
    void stop() {
        if (core != null) {
            requireNonNull(node).close();
            requireNonNull(client).close();
            requireNonNull(controllers).close();
            core.close();
        }
    }

    /// With the kubectl of this test.
    KubectlTable table(Path kubeconfig) {
        return new KubectlTable(KubectlTable.program(), dir, kubeconfig);
    }

    Path dir() {
        return dir;
    }

    @TestFactory
    Stream<DynamicTest> commands() throws IOException {
        return commands("workloads.txt");
    }

    @TestFactory
    Stream<DynamicTest> daemons() throws IOException {
        return commands("daemons.txt");
    }

    @TestFactory
    Stream<DynamicTest> states() throws IOException {
        return commands("states.txt");
    }

    @TestFactory
    Stream<DynamicTest> crons() throws IOException {
        return commands("crons.txt");
    }

    private Stream<DynamicTest> commands(String table) throws IOException {
        return table(requireNonNull(core).kubeconfig()).commands(WorkloadsTest.class, table);
    }
}
