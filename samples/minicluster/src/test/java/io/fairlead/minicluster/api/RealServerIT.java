package io.fairlead.minicluster.api;

import io.fairlead.minicluster.cluster.KubeApiServer;
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

/// The commands of `kubectl.txt` against a real kube-apiserver: it must answer as ours does, but where
/// `kubectl-differences.txt` says why not.
class RealServerIT {

    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static @Nullable KubeApiServer server;

    @BeforeAll
    static void start() throws Exception {
        kubectl = KubectlTable.program();
        for (String file : KubectlTest.FILES) {
            Files.writeString(dir.resolve(file), KubectlTable.resource(KubectlTest.class, file));
        }
        server = RealServer.start(dir.resolve("state"), Map.of());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> commands() throws IOException {
        return new KubectlTable(kubectl, dir, Objects.requireNonNull(server).kubeconfig())
                .commands(RealServerIT.class, "kubectl.txt", "kubectl-differences.txt");
    }
}
