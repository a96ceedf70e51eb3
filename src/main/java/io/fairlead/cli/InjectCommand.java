package io.fairlead.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.inject.config.InjectorConfigReader.Read;
import io.fairlead.inject.decide.Choice;
import io.fairlead.inject.decide.Choosing;
import io.fairlead.inject.decide.PodFacts;
import io.fairlead.inject.patch.Injection;
import io.fairlead.inject.patch.Outcome;
import io.fairlead.inject.patch.PodRequest;
import io.fairlead.inject.patch.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `fairlead inject -f FILE`: pods with their proxy, as the webhook would give it to them, without a cluster.
@Command(
        name = "inject",
        aliases = "kube-inject",
        mixinStandardHelpOptions = true,
        description = {
            "Gives the pods of a manifest their proxy and prints the manifest.",
            "Documents without pods stay as they are."
        },
        footer = {
            "",
            "Exit status: 0 done (pods that shall have no proxy are named), 1 a pod or a file was refused,",
            "2 wrong use.",
            "Example: fairlead inject -f deployment.yaml | kubectl apply -f -"
        })
public final class InjectCommand implements Callable<Integer> {
    private static final int REFUSED = 1;

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private ManifestFlags manifest = new ManifestFlags();

    @Mixin private InjectorFlags injector = new InjectorFlags();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write. Default: standard output")
    private @Nullable Path output;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Of objects that don't say theirs. Default: ${DEFAULT-VALUE}")
    private String namespace;

    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public InjectCommand() {}

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            Read read = injector.read();
            problems.addAll(read.problems());
            notes.addAll(read.notes());
            Manifest objects = new Manifest(manifest.name());
            String text =
                    objects.changed(manifest.read(), workload -> injected(workload, read.config()));
            problems.addAll(objects.problems());
            if (problems.isEmpty()) {
                ManifestFlags.write(text, output, spec.commandLine().getOut());
            }
        } catch (IOException e) {
            problems.add("can't be read or written: " + e.getMessage());
        }
        notes.forEach(note -> err.println("note: " + note));
        problems.forEach(problem -> err.println("error: " + problem));
        err.flush();
        return problems.isEmpty() ? 0 : REFUSED;
    }

    private ObjectNode injected(Workload workload, InjectorConfig config) {
        String id = workload.kind() + " " + workload.name();
        String in = workload.namespace(namespace);
        ObjectNode pod = workload.pod();
        Choice choice = Choosing.answer(PodFacts.of(pod, in), config.selection());
        if (!choice.injects()) {
            notes.add("%s gets no proxy: %s".formatted(id, choice.detail()));
            return workload.object();
        }
        PodRequest request = new PodRequest(pod, in, workload.owner(), Map.of());
        return switch (Injection.inject(request, config)) {
            case Outcome.Injected(ObjectNode with, List<String> told) -> {
                told.forEach(note -> notes.add(id + ": " + note));
                yield workload.with(with);
            }
            case Outcome.Refused(List<String> why) -> {
                why.forEach(problem -> problems.add(id + ": " + problem));
                yield workload.object();
            }
        };
    }
}
