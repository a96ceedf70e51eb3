package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.Documents;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.install.profile.Differences;
import io.fairlead.model.config.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/// `fairlead manifest diff A B`: objects of two files, by what they say, not by how they are written.
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description =
                "Compares the objects of two files: which are new, gone, or say something else.",
        footer = {
            "",
            "Exit status: 0 the same, 1 different, 2 a file can't be read or wrong use.",
            "Example: fairlead manifest diff before.yaml after.yaml"
        })
final class ManifestDiffCommand implements Callable<Integer> {
    private static final int DIFFERENT = 1;
    private static final int USAGE = 2;

    @CommandLine.Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = "A file with objects.")
    private Path before;

    @Parameters(index = "1", paramLabel = "B", description = "Another one.")
    private Path after;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    ManifestDiffCommand() {}

    @Override
    public Integer call() {
        try {
            List<String> lines = Differences.ofObjects(objects(before), objects(after));
            PrintWriter out = spec.commandLine().getOut();
            lines.forEach(out::println);
            out.flush();
            return lines.isEmpty() ? 0 : DIFFERENT;
        } catch (IOException e) {
            InstallFlags.print(
                    List.of("can't be read: " + e.getMessage()), spec.commandLine().getErr());
            return USAGE;
        }
    }

    private static List<ObjectNode> objects(Path file) throws IOException {
        Documents read = Documents.read(file.toString(), Files.readString(file), Limits.DEFAULT);
        for (Problem problem : read.problems()) {
            throw new IOException(problem.text());
        }
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode document : read.values()) {
            if (document instanceof ObjectNode object) {
                objects.add(object);
            }
        }
        return objects;
    }
}
