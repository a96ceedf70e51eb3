package io.fairlead.minicluster.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The real kubectl against the API server: the commands and answers of `kubectl.txt`, one test for each.
class KubectlTest {

    private static final List<String> FILES =
            List.of(
                    "bad.yaml",
                    "boat.yaml",
                    "crd.yaml",
                    "generated.yaml",
                    "guarded.yaml",
                    "hooks-bad.yaml",
                    "hooks.yaml",
                    "node.yaml",
                    "owned.yaml",
                    "owned2.yaml",
                    "pinned.yaml",
                    "policies.yaml",
                    "ruled.yaml",
                    "ship-bad.yaml",
                    "ship.yaml",
                    "unknown.yaml",
                    "web.yaml",
                    "web2.yaml");

    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static @Nullable ApiCore core;

    @BeforeAll
    static void start() throws Exception {
        kubectl = KubectlTable.program();
        for (String file : FILES) {
            Files.writeString(dir.resolve(file), KubectlTable.resource(KubectlTest.class, file));
        }
        core =
                ApiCore.start(
                        dir.resolve("state"),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Map.of());
    }

    @AfterAll
    static void stop() {
        if (core != null) {
            core.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> commands() throws IOException {
        return new KubectlTable(kubectl, dir, Objects.requireNonNull(core).kubeconfig())
                .commands(KubectlTest.class, "kubectl.txt");
    }
}
