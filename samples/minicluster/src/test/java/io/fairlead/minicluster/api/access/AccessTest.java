package io.fairlead.minicluster.api.access;

import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.reconcile.Controllers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The real kubectl asks who may do what, and is refused: the commands and answers of `access.txt`.
class AccessTest {

    static final List<String> FILES = List.of("roles.yaml", "reviews.yaml");

    @TempDir private static Path dir;
    private static final List<AutoCloseable> OPEN = new ArrayList<>();

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable one : OPEN.reversed()) {
            one.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> commands() throws Exception {
        return commands(KubectlTable.program(), false);
    }

    @TestFactory
    Stream<DynamicTest> commandsOfKubectl120() throws Exception {
        return commands(KubectlTable.oldProgram(), true);
    }

    private static Stream<DynamicTest> commands(Path kubectl, boolean old) throws Exception {
        Path own = Files.createDirectory(dir.resolve("old-" + old));
        for (String file : FILES) {
            Files.writeString(own.resolve(file), KubectlTable.resource(AccessTest.class, file));
        }
        ApiCore core =
                ApiCore.start(
                        own.resolve("state"),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Map.of("a-token", "jane"));
        OPEN.add(core);
        writeBare(core.kubeconfig(), own.resolve("bare.conf"));
        Path _ = core.kubeconfig("system:node:n1", "system:nodes");
        OPEN.add(
                Controllers.start(
                        core.kubeconfig(Controllers.USER), core.kubeconfig(Controllers.SCHEDULER)));
        return new KubectlTable(kubectl, own, core.kubeconfig(), old)
                .commands(AccessTest.class, "access.txt");
    }

    /// A kubeconfig without credentials: who shows a certificate is who that says, whatever his token.
    static void writeBare(Path whole, Path bare) throws IOException {
        String text =
                Files.readString(whole).replaceAll("(?m)^ *client-(certificate|key)-data:.*$", "");
        Files.writeString(bare, text.replace("  user:", "  user: {}"));
    }
}
