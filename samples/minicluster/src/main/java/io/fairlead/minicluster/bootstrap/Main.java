package io.fairlead.minicluster.bootstrap;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairlead.minicluster.cluster.ApiCluster;
import io.fairlead.minicluster.cluster.ClusterOptions;
import io.fairlead.minicluster.cluster.Training;
import io.fairlead.minicluster.demo.DemoOptions;
import io.fairlead.minicluster.demo.Preflight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Where the program starts, and what people don't start themselves.
@Command(
        name = "fairlead",
        description = "A cluster on this machine: pods as processes, meshed by Fairlead.",
        subcommands = {
            DemoCommand.class,
            ExecCommand.class,
            LogsCommand.class,
            ClusterCommand.class
        },
        mixinStandardHelpOptions = true)
public final class Main implements Runnable {

    private Main() {}

    /// Runs one command.
    public static void main(String[] args) {
        Logs.configure();
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((problem, _, _) -> {
            System.err.println("fairlead: " + problem.getMessage());
            return 1;
        });
        System.exit(line.execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    @Command(
            hidden = true,
            description = "The cluster itself; `demo` and `cluster up` start it in namespaces.")
    int node(@Parameters(description = "ClusterOptions as JSON.") Path options)
            throws IOException, GeneralSecurityException {
        ClusterOptions read = new ObjectMapper().readValue(options.toFile(), ClusterOptions.class);
        Logs.events(read.state().resolve("logs"));
        ApiCluster.run(read, System.in);
        return 0;
    }

    @Command(
            hidden = true,
            description = "Load what a start loads and end, to make a start-up cache from it.")
    int train() throws IOException, GeneralSecurityException, InterruptedException {
        DemoOptions options = DemoOptions.of(DemoCommand.home());
        Preflight.missing(options, List.of());
        Path data = Files.createTempDirectory("fairlead-train");
        try {
            Training.run(data, options.home(), options.fleet());
        } finally {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return 0;
    }
}
