package io.fairlead.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.YamlWriter;
import io.fairlead.install.apply.Cluster;
import io.fairlead.install.apply.ClusterException;
import io.fairlead.install.apply.ControlPlanes;
import io.fairlead.install.apply.ControlPlanes.ControlPlane;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `fairlead version`.
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description =
                "Prints the version of this program, and with --remote those of the cluster's daemons.",
        footer = {
            "",
            "Exit status: 0 printed, 1 the cluster can't be asked, 2 wrong use.",
            "Example: fairlead version --remote -o json"
        })
public final class VersionCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @CommandLine.Spec private CommandSpec spec;

    @Option(names = "--remote", description = "Asks the cluster which daemons it has.")
    private boolean remote;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json or yaml.")
    private Format format;

    @Mixin private ClusterFlags where = new ClusterFlags();

    /// How to print.
    enum Format {
        text,
        json,
        yaml
    }

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public VersionCommand() {}

    @Override
    public Integer call() {
        String own = String.join("", spec.root().version());
        List<ControlPlane> planes = List.of();
        if (remote) {
            try (Cluster cluster = where.open()) {
                planes = ControlPlanes.of(cluster);
            } catch (ClusterException e) {
                InstallFlags.print(
                        List.of(String.valueOf(e.getMessage())), spec.commandLine().getErr());
                return FAILED;
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case text -> text(own, planes, out);
            case json -> out.println(tree(own, planes).toPrettyString());
            case yaml -> out.print(YamlWriter.write(tree(own, planes)));
        }
        out.flush();
        return 0;
    }

    private void text(String own, List<ControlPlane> planes, PrintWriter out) {
        out.println(own);
        if (remote && planes.isEmpty()) {
            out.println("no daemon is installed in the cluster");
        }
        planes.forEach(plane ->
                out.println(
                        "%s, revision %s: %s (%s)"
                                .formatted(
                                        plane.name(),
                                        plane.revision(),
                                        TextTable.cell(plane.version()),
                                        plane.image())));
    }

    private static ObjectNode tree(String own, List<ControlPlane> planes) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("clientVersion", own.replace("fairlead ", ""));
        ArrayNode list = tree.putArray("meshVersion");
        planes.forEach(plane ->
                list.addObject()
                        .put("component", plane.name())
                        .put("revision", plane.revision())
                        .put("version", plane.version())
                        .put("image", plane.image()));
        return tree;
    }
}
