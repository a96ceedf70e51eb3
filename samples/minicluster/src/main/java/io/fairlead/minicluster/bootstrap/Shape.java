package io.fairlead.minicluster.bootstrap;

import io.fairlead.minicluster.demo.DemoOptions;
import io.fairlead.minicluster.demo.StateDir;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a cluster is made of, and where it keeps its files.
final class Shape {

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many nodes it has, 1 to 9; standard: ${DEFAULT-VALUE}.")
    private int nodes = 1;

    @Option(
            names = "--api-server",
            paramLabel = "DIR",
            description = "Have kube-apiserver and etcd of this directory for its API server.")
    private @Nullable Path apiServer;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Where it keeps its files while it runs.")
    private @Nullable Path state;

    /// Whether a cluster can have so many nodes; says it on standard error if not.
    boolean fits() {
        if (nodes >= 1 && nodes <= DemoOptions.NODES_MAX) {
            return true;
        }
        System.err.printf("fairlead: --nodes %d: expected 1 to %d%n", nodes, DemoOptions.NODES_MAX);
        return false;
    }

    Path state() {
        return stateOr(state);
    }

    DemoOptions of(DemoOptions options) {
        return options.withState(state())
                .withNodes(nodes)
                .withApiServer(apiServer == null ? null : apiServer.toAbsolutePath());
    }

    static Path stateOr(@Nullable Path chosen) {
        return chosen == null ? StateDir.standard() : chosen.toAbsolutePath();
    }
}
