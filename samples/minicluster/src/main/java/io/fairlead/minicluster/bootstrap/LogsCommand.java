package io.fairlead.minicluster.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.minicluster.demo.ClusterView;
import io.fairlead.minicluster.demo.UnknownWorkload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Mixin private Chosen chosen = new Chosen();

    @Override
    public Integer call() throws IOException, InterruptedException, UnknownWorkload {
        JsonNode _ = chosen.demo();
        ClusterView view = ClusterView.read(chosen.dir());
        ClusterView.Pod pod = view.one(chosen.workload());
        int pods = view.find(chosen.workload()).size();
        if (pods > 1) {
            System.err.printf("(one of %d pods: %s)%n", pods, pod.name());
        }
        Path file = ClusterView.log(chosen.dir(), pod, container);
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
