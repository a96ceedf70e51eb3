package io.fairlead.minicluster.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.minicluster.demo.ClusterView;
import io.fairlead.minicluster.demo.PodEntrance;
import io.fairlead.minicluster.demo.UnknownWorkload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairlead exec WORKLOAD -- CMD`: a command in a pod.
@Command(
        name = "exec",
        description = "Run a command in a pod of the running demo.",
        mixinStandardHelpOptions = true)
final class ExecCommand implements Callable<Integer> {

    @Option(
            names = {"-c", "--container"},
            paramLabel = "NAME",
            description = "As the user of this container, for example istio-proxy.")
    private @Nullable String container;

    @Option(names = "--root", description = "As root in the pod's network.")
    private boolean root;

    @Mixin private Chosen chosen = new Chosen();

    @Parameters(index = "1..*", paramLabel = "CMD", arity = "1..*")
    private List<String> command = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException, UnknownWorkload {
        JsonNode run = chosen.demo();
        ClusterView view = ClusterView.read(chosen.dir());
        ClusterView.Pod pod = view.one(chosen.workload());
        PodEntrance entrance =
                new PodEntrance(
                        run.path("init").asLong(),
                        run.path("root").asBoolean(),
                        run.path("scratch").asText());
        ClusterView.Container which = ClusterView.container(pod, container);
        ProcessBuilder builder =
                new ProcessBuilder(
                        root
                                ? entrance.commandAsRoot(pod, command)
                                : entrance.command(pod, which, command));
        String terminal = System.getenv("TERM");
        builder.environment().clear();
        builder.environment().putAll(entrance.environment(pod, which));
        if (terminal != null) {
            builder.environment().put("TERM", terminal);
        }
        return builder.inheritIO().start().waitFor();
    }
}
