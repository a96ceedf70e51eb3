package io.fairlead.cli;

import io.fairlead.inject.patch.Uninjection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `fairlead uninject -f FILE`: the way back of `inject`.
@Command(
        name = "uninject",
        mixinStandardHelpOptions = true,
        description = {
            "Takes the proxy out of the pods of a manifest again and prints the manifest.",
            "Documents without such pods stay as they are."
        },
        footer = {
            "",
            "Exit status: 0 done, 1 a file can't be read, 2 wrong use.",
            "Example: fairlead uninject -f injected.yaml > plain.yaml"
        })
public final class UninjectCommand implements Callable<Integer> {
    private static final int REFUSED = 1;

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private ManifestFlags manifest = new ManifestFlags();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write. Default: standard output")
    private @Nullable Path output;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public UninjectCommand() {}

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        List<String> problems = new ArrayList<>();
        try {
            Manifest objects = new Manifest(manifest.name());
            String text =
                    objects.changed(
                            manifest.read(),
                            workload -> workload.with(Uninjection.uninject(workload.pod())));
            problems.addAll(objects.problems());
            if (problems.isEmpty()) {
                ManifestFlags.write(text, output, spec.commandLine().getOut());
            }
        } catch (IOException e) {
            problems.add("can't be read or written: " + e.getMessage());
        }
        problems.forEach(problem -> err.println("error: " + problem));
        err.flush();
        return problems.isEmpty() ? 0 : REFUSED;
    }
}
