package io.fairlead.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.YamlWriter;
import io.fairlead.install.profile.Installation.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `fairlead manifest generate`: what `install` would apply, and Helm of the same values. Twice the same, to the byte.
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description =
                "Prints the objects of an installation as YAML, in the order in which they are applied.",
        footer = {
            "",
            "Exit status: 0 printed, 1 something asked for is wrong and nothing is printed, 2 wrong use.",
            "Example: fairlead manifest generate --set profile=demo > mesh.yaml && kubectl apply -f mesh.yaml"
        })
final class ManifestGenerateCommand implements Callable<Integer> {
    private static final int REFUSED = 1;

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private InstallFlags flags = new InstallFlags();

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    ManifestGenerateCommand() {}

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            return switch (flags.installation().plan(flags.request())) {
                case Outcome.Planned(_, _, _, List<ObjectNode> objects) -> {
                    PrintWriter out = spec.commandLine().getOut();
                    objects.forEach(object -> {
                        out.println("---");
                        out.print(YamlWriter.write(object));
                    });
                    out.flush();
                    yield 0;
                }
                case Outcome.Refused(List<String> problems) -> {
                    InstallFlags.print(problems, err);
                    yield REFUSED;
                }
            };
        } catch (IOException e) {
            InstallFlags.print(List.of("can't be read: " + e.getMessage()), err);
            return REFUSED;
        }
    }
}
