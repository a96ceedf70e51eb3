package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.api.KubectlTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// `fairlead cluster up --nodes 3` through the real kubectl; then the same cluster again with one node.
class SeveralNodesIT {

    @TempDir private static Path dir;
    private static Path kubectl = Path.of("kubectl");
    private static ClusterProgram cluster = ClusterProgram.NONE;

    @BeforeAll
    static void start() throws Exception {
        kubectl = KubectlTable.program();
        cluster = ClusterProgram.prepare(dir, SeveralNodesIT.class, "web.yaml", "nodes.yaml");
        assertThat(cluster.run("up", "--nodes", "99").output()).contains("expected 1 to 9");
        up(3);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.stop();
    }

    @TestFactory
    Stream<DynamicTest> severalNodesAndThenOne() throws IOException {
        KubectlTable table = new KubectlTable(kubectl, dir, dir.resolve("kubeconfig"));
        return Stream.of(
                        table.commands(SeveralNodesIT.class, "nodes.txt"),
                        Stream.of(
                                DynamicTest.dynamicTest(
                                        "one node",
                                        () -> {
                                            cluster.run("down");
                                            up(1);
                                        })),
                        table.commands(SeveralNodesIT.class, "one-node.txt"))
                .flatMap(commands -> commands);
    }

    private static void up(int nodes) throws Exception {
        ClusterProgram.Ran up = cluster.up("--nodes", Integer.toString(nodes));
        assertThat(up.status()).as(up.output()).isZero();
    }
}
