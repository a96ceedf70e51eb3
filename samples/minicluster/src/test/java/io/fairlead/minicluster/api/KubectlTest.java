package io.fairlead.minicluster.api;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The real kubectl against the API server: the commands and answers of `kubectl.txt`, one test for each.
class KubectlTest {

    static final List<String> FILES =
            List.of(
                    "bad.yaml",
                    "boat.yaml",
                    "crd.yaml",
                    "functions.yaml",
                    "generated.yaml",
                    "guarded.yaml",
                    "hooks-bad.yaml",
                    "hooks.yaml",
                    "lamp.yaml",
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
    private static final List<ApiCore> CORES = new ArrayList<>();

    @BeforeAll
    static void write() throws Exception {
        for (String file : FILES) {
            Files.writeString(dir.resolve(file), KubectlTable.resource(KubectlTest.class, file));
        }
    }

    @AfterAll
    static void stop() {
        CORES.forEach(ApiCore::close);
    }

    @TestFactory
    Stream<DynamicTest> commands() throws Exception {
        return commands(KubectlTable.program(), false);
    }

    /// It checks what it sends against OpenAPI version 2 as protobuf, and knows no server-side validation.
    @TestFactory
    Stream<DynamicTest> commandsOfKubectl120() throws Exception {
        return commands(KubectlTable.oldProgram(), true);
    }

    private static Stream<DynamicTest> commands(Path kubectl, boolean old) throws Exception {
        ApiCore core =
                ApiCore.start(
                        dir.resolve("state-" + old),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Map.of());
        CORES.add(core);
        return new KubectlTable(kubectl, dir, core.kubeconfig(), old)
                .commands(KubectlTest.class, "kubectl.txt");
    }
}
