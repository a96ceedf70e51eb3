package io.fairlead.minicluster.reconcile;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.RealServer;
import io.fairlead.minicluster.cluster.KubeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Our controllers and scheduler at a real kube-apiserver, with the rights that they have at ours: kubectl must see what
/// [WorkloadsTest] sees, but where `workloads-differences.txt` and its neighbours say why not.
class RealWorkloadsIT {

    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static @Nullable KubeApiServer server;
    private static @Nullable Controllers controllers;
    private static @Nullable KubernetesClient client;
    private static @Nullable StandInNode node;

    @BeforeAll
    static void start() throws Exception {
        kubectl = KubectlTable.program();
        for (String file : WorkloadsTest.FILES) {
            Files.writeString(dir.resolve(file), KubectlTable.resource(WorkloadsTest.class, file));
        }
        server = RealServer.start(dir.resolve("state"), Map.of());
        server.grantParts();
        controllers =
                Controllers.start(
                        server.kubeconfig(Controllers.USER),
                        server.kubeconfig(Controllers.SCHEDULER));
        client = Controllers.client(server.kubeconfig("system:node:n1", "system:nodes"));
        node = new StandInNode(client, "n1");
        node.start();
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
        if (client != null) {
            client.close();
        }
        if (controllers != null) {
            controllers.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> workloads() throws IOException {
        return commands("workloads");
    }

    @TestFactory
    Stream<DynamicTest> daemons() throws IOException {
        return commands("daemons");
    }

    @TestFactory
    Stream<DynamicTest> states() throws IOException {
        return commands("states");
    }

    @TestFactory
    Stream<DynamicTest> crons() throws IOException {
        return commands("crons");
    }

    private static Stream<DynamicTest> commands(String table) throws IOException {
        return new KubectlTable(kubectl, dir, requireNonNull(server).kubeconfig())
                .commands(RealWorkloadsIT.class, table + ".txt", table + "-differences.txt");
    }
}
