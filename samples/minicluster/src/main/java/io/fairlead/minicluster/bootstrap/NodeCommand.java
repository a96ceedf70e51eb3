package io.fairlead.minicluster.bootstrap;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairlead.minicluster.cluster.ApiCluster;
import io.fairlead.minicluster.cluster.ClusterOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// The cluster itself; started by `demo` and by `cluster up` inside fresh namespaces.
@Command(name = "node", hidden = true)
final class NodeCommand implements Callable<Integer> {

    /// [ClusterOptions] as JSON.
    @Parameters private Path options = Path.of("");

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        ClusterOptions read = new ObjectMapper().readValue(options.toFile(), ClusterOptions.class);
        Logs.events(read.state().resolve("logs"));
        ApiCluster.run(read, System.in);
        return 0;
    }
}
