package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    private static Path state = Path.of("");

    @BeforeAll
    static void start() throws Exception {
        kubectl = KubectlTable.program();
        List<String> missing = ClusterProgram.missing();
        RealParts.require(missing.isEmpty(), "no cluster can be made here: " + missing);
        state = Files.createTempDirectory("fairlead-test");
        Files.createDirectory(dir.resolve("fleet"));
        StandInFleet.write(dir.resolve("fleet"));
        for (String file : List.of("web.yaml", "nodes.yaml")) {
            Files.writeString(dir.resolve(file), KubectlTable.resource(SeveralNodesIT.class, file));
        }
        assertThat(cluster("up", "--nodes", "99").output()).contains("expected 1 to 9");
        up(3);
    }

    @AfterAll
    static void stop() throws Exception {
        if (!state.toString().isEmpty() && Files.exists(state)) {
            assertThat(cluster("down").status()).isZero();
        }
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
                                            cluster("down");
                                            up(1);
                                        })),
                        table.commands(SeveralNodesIT.class, "one-node.txt"))
                .flatMap(commands -> commands);
    }

    private static void up(int nodes) throws Exception {
        ClusterProgram.Ran up =
                cluster(
                        "up",
                        "--nodes",
                        Integer.toString(nodes),
                        "--data",
                        dir.resolve("data").toString(),
                        "--images",
                        dir.resolve("fleet").toString());
        assertThat(up.status()).as(up.output()).isZero();
        Files.writeString(dir.resolve("kubeconfig"), cluster("kubeconfig").output());
    }

    private static ClusterProgram.Ran cluster(String... words) throws Exception {
        return new ClusterProgram(state, dir).run(words);
    }
}
