package io.fairlead.minicluster.bootstrap;

import io.fairlead.minicluster.demo.ClusterView;
import io.fairlead.minicluster.demo.PodLogs;
import io.fairlead.minicluster.demo.StateDir;
import io.fairlead.minicluster.demo.UnknownWorkload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairlead logs WORKLOAD`: what a container printed.
@Command(
        name = "logs",
        description = "Show what a container of the running demo printed.",
        mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {

    @Option(
            names = {"-c", "--container"},
            paramLabel = "NAME",
            description = "This container, for example istio-proxy.")
    private String container = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as more is printed.")
    private boolean follow;

    @Option(
            names = "--tail",
            paramLabel = "LINES",
            description = "Only the last lines (default: all).")
    private @Nullable Integer tail;

    @Option(names = "--state", paramLabel = "DIR", description = "The demo's --state.")
    private @Nullable Path state;

    @Parameters(
            index = "0",
            paramLabel = "WORKLOAD",
            description = "Deployment or pod, NAME or NAMESPACE/NAME.")
    private String workload = "";

    @Override
    public Integer call() throws IOException, InterruptedException, UnknownWorkload {
        Path dir = DemoCommand.stateOr(state);
        if (StateDir.running(dir).isEmpty()) {
            System.err.println("fairlead: no demo is running. Start one: ./fairlead demo");
            return 1;
        }
        ClusterView view = ClusterView.read(dir);
        ClusterView.Pod pod = view.one(workload);
        int pods = view.find(workload).size();
        if (pods > 1) {
            System.err.printf("(one of %d pods: %s)%n", pods, pod.name());
        }
        Path file = PodLogs.file(dir, pod, container);
        List<String> command = new ArrayList<>(List.of("tail", "-n"));
        command.add(tail == null ? "+1" : Integer.toString(tail));
        if (follow) {
            // By name, since the file is replaced when it has grown to its limit.
            command.add("-F");
        } else if (!Files.exists(file)) {
            return 0;
        }
        command.add(file.toString());
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
