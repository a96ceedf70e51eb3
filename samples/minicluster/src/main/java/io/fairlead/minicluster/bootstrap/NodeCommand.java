package io.fairlead.minicluster.bootstrap;

import io.fairlead.minicluster.cluster.ApiCluster;
import io.fairlead.minicluster.cluster.ClusterOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The cluster itself; started by `demo` and by `cluster up` inside fresh namespaces.
@Command(name = "node", hidden = true)
final class NodeCommand implements Callable<Integer> {

    @Option(names = "--home", required = true)
    private Path home = Path.of("");

    @Option(names = "--java-home", required = true)
    private Path javaHome = Path.of("");

    @Option(names = "--state", required = true)
    private Path state = Path.of("");

    @Option(names = "--scratch", required = true)
    private Path scratch = Path.of("");

    @Option(names = "--fleet", required = true)
    private Path fleet = Path.of("");

    @Option(names = "--config")
    private List<Path> configs = new ArrayList<>();

    @Option(
            names = "--apply",
            description = "Keeps the objects of the fleet and of --config in it.")
    private boolean applies;

    @Option(names = "--envoy")
    private String envoy = "";

    @Option(names = "--no-mesh")
    private boolean noMesh;

    @Option(names = "--nodes")
    private int nodes = 1;

    @Option(names = "--sabotage")
    private List<String> sabotage = new ArrayList<>();

    @Option(names = "--data", required = true, description = "Where the API server keeps objects.")
    private Path data = Path.of("");

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        Logs.events(state.resolve("logs"));
        ClusterOptions options =
                new ClusterOptions(
                        home, javaHome, envoy, state, scratch, fleet, configs, applies, !noMesh,
                        nodes, sabotage);
        ApiCluster.run(options, data, System.in);
        return 0;
    }
}
