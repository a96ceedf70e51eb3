package io.fairlead.minicluster.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.minicluster.demo.StateDir;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which pod a command is about, and of which demo.
final class Chosen {

    @Option(names = "--state", paramLabel = "DIR", description = "The demo's --state.")
    private @Nullable Path state;

    @Parameters(
            index = "0",
            paramLabel = "WORKLOAD",
            description = "Deployment or pod, NAME or NAMESPACE/NAME.")
    private String workload = "";

    Path dir() {
        return Shape.stateOr(state);
    }

    String workload() {
        return workload;
    }

    /// What the demo says of itself.
    JsonNode demo() throws IOException {
        return StateDir.running(dir())
                .orElseThrow(
                        () -> new IOException("no demo is running. Start one: ./fairlead demo"));
    }
}
