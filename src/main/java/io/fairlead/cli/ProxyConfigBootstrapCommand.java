package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.install.apply.ClusterException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `fairlead proxy-config bootstrap`.
@Command(
        name = "bootstrap",
        aliases = "b",
        mixinStandardHelpOptions = true,
        description =
                "Shows what the proxy was started with, as JSON; as a table, who it says that it is.")
final class ProxyConfigBootstrapCommand extends ProxyConfigView {
    private static final String PART = "BootstrapConfigDump";

    @Mixin private ProxyDump dump;

    /// For picocli, which sets the field.
    @SuppressWarnings("NullAway.Init")
    ProxyConfigBootstrapCommand() {}

    @Override
    void show(CommandSpec spec, OutputFlag output)
            throws IOException, InterruptedException, ClusterException {
        JsonNode bootstrap = ProxyDump.part(dump.all(spec), PART).path("bootstrap");
        if (!bootstrap.isObject()) {
            throw ProxyDump.without(PART);
        }
        output.print(
                OutputFlag.Format.json,
                bootstrap,
                () -> table(bootstrap.path("node")),
                spec.commandLine().getOut());
    }

    private static List<String> table(JsonNode node) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("FIELD", "VALUE"));
        rows.add(List.of("id", TextTable.cell(node.path("id").asText())));
        rows.add(List.of("cluster", TextTable.cell(node.path("cluster").asText())));
        node.path("metadata")
                .properties()
                .forEach(one -> rows.add(List.of(one.getKey(), value(one.getValue()))));
        return TextTable.lines(rows);
    }

    private static String value(JsonNode value) {
        return value.isValueNode() ? TextTable.cell(value.asText()) : value.toString();
    }
}
