package io.fairlead.minicluster.api.access;

import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.RealServer;
import io.fairlead.minicluster.cluster.KubeApiServer;
import io.fairlead.minicluster.reconcile.Controllers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The commands of `access.txt` against a real kube-apiserver: it must allow and refuse as ours does, but where
/// `access-differences.txt` says why not.
class RealAccessIT {

    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static @Nullable KubeApiServer server;
    private static @Nullable Controllers controllers;

    @BeforeAll
    static void start() throws Exception {
        kubectl = KubectlTable.program();
        for (String file : AccessTest.FILES) {
            Files.writeString(dir.resolve(file), KubectlTable.resource(AccessTest.class, file));
        }
        server = RealServer.start(dir.resolve("state"), Map.of("a-token", "jane"));
        AccessTest.writeBare(server.kubeconfig(), dir.resolve("bare.conf"));
        Path _ = server.kubeconfig("system:node:n1", "system:nodes");
        // Of the administrator's group, so that the parts' users have what this server gives them.
        controllers =
                Controllers.start(
                        server.kubeconfig("fairlead-controllers", "system:masters"),
                        server.kubeconfig(Controllers.SCHEDULER));
    }

    @AfterAll
    static void stop() {
        if (controllers != null) {
            controllers.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> commands() throws IOException {
        return new KubectlTable(kubectl, dir, Objects.requireNonNull(server).kubeconfig())
                .commands(RealAccessIT.class, "access.txt", "access-differences.txt");
    }
}
