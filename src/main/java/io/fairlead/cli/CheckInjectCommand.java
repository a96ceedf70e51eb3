package io.fairlead.cli;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `fairlead check-inject -f FILE`: which pods get a proxy, and why.
@Command(
        name = "check-inject",
        mixinStandardHelpOptions = true,
        description = "Says of each workload of a manifest whether its pods get a proxy, and why.",
        footer = {
            "",
            "Exit status: 0 all said, 1 a pod or a file was refused, 2 wrong use.",
            "Example: fairlead check-inject -f fleet.yaml --namespace-labels istio-injection=enabled"
        })
public final class CheckInjectCommand implements Callable<Integer> {
    private static final int REFUSED = 1;

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private ManifestFlags manifest = new ManifestFlags();

    @Mixin private InjectorFlags injector = new InjectorFlags();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Of objects that don't say theirs. Default: ${DEFAULT-VALUE}")
    private String namespace;

    @Option(
            names = {"-l", "--namespace-labels"},
            paramLabel = "KEY=VALUE",
            split = ",",
            description = "Labels of the namespace; without, it has none.")
    private Map<String, String> labels = Map.of();

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public CheckInjectCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        List<String> problems = new ArrayList<>();
        try {
            Read read = injector.read();
            problems.addAll(read.problems());
            List<List<String>> rows = new ArrayList<>();
            Manifest objects = new Manifest(manifest.name());
            String _ =
                    objects.changed(
                            manifest.read(),
                            workload -> {
                                rows.add(row(workload, read.config(), problems));
                                return workload.object();
                            });
            problems.addAll(objects.problems());
            print(rows, out);
        } catch (IOException e) {
            problems.add("can't be read: " + e.getMessage());
        }
        problems.forEach(problem -> err.println("error: " + problem));
        err.flush();
        return problems.isEmpty() ? 0 : REFUSED;
    }

    private List<String> row(Workload workload, InjectorConfig config, List<String> problems) {
        String in = workload.namespace(namespace);
        PodFacts facts = PodFacts.of(workload.pod(), in);
        Choice choice = Choosing.choose(facts, labels, config);
        String injected = choice.injects() ? "yes" : "no";
        String why = choice.detail();
        if (choice.injects()) {
            PodRequest request = new PodRequest(workload.pod(), in, workload.owner(), Map.of());
            if (Injection.inject(request, config)
                    instanceof Outcome.Refused(List<String> reasons)) {
                injected = "refused";
                why = reasons.getFirst();
                problems.add("%s %s: %s".formatted(workload.kind(), workload.name(), why));
            }
        }
        return List.of(in, workload.kind() + "/" + workload.name(), injected, why);
    }

    private static void print(List<List<String>> rows, PrintWriter out) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("NAMESPACE", "WORKLOAD", "INJECTED", "WHY"));
        table.addAll(rows);
        TextTable.lines(table).forEach(out::println);
        out.flush();
    }
}
