package io.fairlead.minicluster.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.minicluster.demo.ClusterView;
import io.fairlead.minicluster.demo.DemoCluster;
import io.fairlead.minicluster.demo.DemoOptions;
import io.fairlead.minicluster.demo.DemoRefused;
import io.fairlead.minicluster.demo.KeptCluster;
import io.fairlead.minicluster.demo.StateDir;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fairlead cluster`: a small Kubernetes cluster on this machine, which stays until it is taken down.
@Command(
        name = "cluster",
        description = "A small Kubernetes cluster on this machine, for kubectl.",
        mixinStandardHelpOptions = true)
final class ClusterCommand implements Runnable {

    private static final Duration READY_MAX = Duration.ofMinutes(1);

    private final PrintStream out = System.out;

    /// What a cluster has from before, and what it can run.
    static final class Contents {

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "Keep its objects here, for the next start.")
        private @Nullable Path data;

        @Option(
                names = "--images",
                paramLabel = "DIR",
                description = "A directory with an images.yaml of your own.")
        private List<Path> images = List.of();

        private Path dataOr(Path standard) {
            return data == null ? standard : data.toAbsolutePath();
        }
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        CommandLine.usage(spec.commandLine(), out);
    }

    @Command(
            description =
                    "Start it, and return when its nodes are Ready. It stays until `cluster down`.",
            mixinStandardHelpOptions = true)
    int up(@Mixin Shape shape, @Mixin Contents contents) throws IOException, InterruptedException {
        if (!shape.fits()) {
            return 2;
        }
        List<String> words =
                new ArrayList<>(spec.root().commandLine().getParseResult().originalArgs());
        words.set(words.indexOf("up"), "keep");
        String refused = KeptCluster.start(shape.state(), words, READY_MAX);
        if (!refused.isEmpty()) {
            System.err.println(refused);
            return 1;
        }
        out.println("The cluster is up. For kubectl:");
        out.println(
                "  ./fairlead cluster kubeconfig > kubeconfig; export KUBECONFIG=$PWD/kubeconfig");
        return 0;
    }

    @Command(hidden = true, description = "The process on the host that a cluster stays with.")
    int keep(@Mixin Shape shape, @Mixin Contents contents)
            throws IOException, InterruptedException {
        DemoOptions options =
                shape.of(
                        DemoOptions.of(DemoCommand.home())
                                .withConfigs(contents.images)
                                .withPorts(Map.of())
                                .withData(contents.dataOr(shape.state().resolve("data"))));
        try {
            DemoCluster cluster = DemoCluster.start(options);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> DemoCommand.close(cluster), "stop"));
            cluster.awaitReady(READY_MAX);
            Path _ = cluster.openApi();
            cluster.serve();
            System.err.println("fairlead: the cluster ended by itself");
        } catch (DemoRefused refused) {
            System.err.println("The cluster can't start:");
            refused.reasons().forEach(reason -> System.err.println("  - " + reason));
        }
        return 1;
    }

    @Command(
            description = "End it, and remove what it or an earlier one left.",
            mixinStandardHelpOptions = true)
    int down(@Option(names = "--state", paramLabel = "DIR") @Nullable Path state)
            throws IOException, InterruptedException {
        Path dir = Shape.stateOr(state);
        Optional<JsonNode> run = StateDir.running(dir);
        if (run.isPresent() && !StateDir.isCluster(run.get())) {
            System.err.println("fairlead: a demo runs here, no cluster. Fix: stop it with Ctrl-C");
            return 1;
        }
        try {
            out.println(KeptCluster.end(dir) ? "The cluster is gone." : "No cluster was running.");
            return 0;
        } catch (DemoRefused refused) {
            refused.reasons().forEach(reason -> System.err.println("fairlead: " + reason));
            return 1;
        }
    }

    @Command(
            description = "Say what runs. Exit status 1 where no cluster does.",
            mixinStandardHelpOptions = true)
    int status(@Option(names = "--state", paramLabel = "DIR") @Nullable Path state)
            throws IOException {
        Path dir = Shape.stateOr(state);
        Optional<JsonNode> run = StateDir.running(dir).filter(StateDir::isCluster);
        if (run.isEmpty()) {
            out.println("No cluster is running.");
            return 1;
        }
        ClusterView view = ClusterView.read(dir);
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("Process", run.get().path("pid").asText());
        lines.put("Listens on", run.get().path("address").asText());
        lines.put("Node", view.ready() ? "Ready" : "NotReady");
        lines.put(
                "Pods",
                "%d, %d of them ready"
                        .formatted(
                                view.pods().size(),
                                view.pods().stream().filter(ClusterView.Pod::ready).count()));
        lines.put("Logs", dir.resolve("logs").toString());
        lines.forEach((name, value) -> out.printf("%-10s  %s%n", name, value));
        return 0;
    }

    @Command(
            description =
                    "Print a kubeconfig for it, or for the demo. Exit status 1 where neither runs.",
            mixinStandardHelpOptions = true)
    int kubeconfig(@Option(names = "--state", paramLabel = "DIR") @Nullable Path state)
            throws IOException {
        Path dir = Shape.stateOr(state);
        Path file = dir.resolve("kubeconfig");
        if (StateDir.running(dir).isEmpty() || !Files.exists(file)) {
            System.err.println("fairlead: no cluster is running. Start one: ./fairlead cluster up");
            return 1;
        }
        out.print(Files.readString(file));
        return 0;
    }
}
