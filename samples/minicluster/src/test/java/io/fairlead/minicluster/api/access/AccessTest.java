package io.fairlead.minicluster.api.access;

import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.reconcile.Controllers;
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

/// The real kubectl asks who may do what, and is refused: the commands and answers of `access.txt`.
class AccessTest {

    static final List<String> FILES = List.of("roles.yaml", "reviews.yaml");

    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static @Nullable ApiCore core;
    private static @Nullable Controllers controllers;

    @BeforeAll
    static void start() throws Exception {
        kubectl = KubectlTable.program();
        for (String file : FILES) {
            Files.writeString(dir.resolve(file), KubectlTable.resource(AccessTest.class, file));
        }
        core =
                ApiCore.start(
                        dir.resolve("state"),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Map.of("a-token", "jane"));
        writeBare(core.kubeconfig(), dir.resolve("bare.conf"));
        Path _ = core.kubeconfig("system:node:n1", "system:nodes");
        controllers =
                Controllers.start(
                        core.kubeconfig(Controllers.USER), core.kubeconfig(Controllers.SCHEDULER));
    }

    /// A kubeconfig without credentials: who shows a certificate is who that says, whatever his token.
    static void writeBare(Path whole, Path bare) throws IOException {
        String text =
                Files.readString(whole).replaceAll("(?m)^ *client-(certificate|key)-data:.*$", "");
        Files.writeString(bare, text.replace("  user:", "  user: {}"));
    }

    @AfterAll
    static void stop() {
        if (controllers != null) {
            controllers.close();
        }
        if (core != null) {
            core.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> commands() throws IOException {
        return new KubectlTable(kubectl, dir, Objects.requireNonNull(core).kubeconfig())
                .commands(AccessTest.class, "access.txt");
    }
}
