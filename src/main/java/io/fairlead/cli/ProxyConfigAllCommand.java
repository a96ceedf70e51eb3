package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.install.apply.ClusterException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `fairlead proxy-config all`.
@Command(
        name = "all",
        aliases = "a",
        mixinStandardHelpOptions = true,
        description = "Shows all of it: a table for each kind, or the whole dump.")
final class ProxyConfigAllCommand extends ProxyConfigView {

    @Mixin private ProxyDump dump;

    /// For picocli, which sets the field.
    @SuppressWarnings("NullAway.Init")
    ProxyConfigAllCommand() {}

    @Override
    void show(CommandSpec spec, OutputFlag output)
            throws IOException, InterruptedException, ClusterException {
        JsonNode all = dump.all(spec);
        output.print(all, () -> tables(all), spec.commandLine().getOut());
    }

    private static List<String> tables(JsonNode all) {
        List<String> lines = new ArrayList<>();
        for (ProxyConfigPart part : parts()) {
            if (part.isIn(all)) {
                if (!lines.isEmpty()) {
                    lines.add("");
                }
                lines.addAll(part.table(all));
            }
        }
        return lines;
    }

    private static List<ProxyConfigPart> parts() {
        return List.of(
                new ProxyConfigClusterCommand(),
                new ProxyConfigListenerCommand(),
                new ProxyConfigRouteCommand(),
                new ProxyConfigEndpointCommand(),
                new ProxyConfigSecretCommand());
    }
}
