package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.install.apply.ClusterException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// One kind of what a proxy was sent.
abstract class ProxyConfigPart extends ProxyConfigView {
    private final ProxyDump.Kind kind;
    private final List<String> headers;

    @Mixin private ProxyDump dump;

    /// The other field picocli sets.
    ///
    /// @param headers of the table
    @SuppressWarnings("NullAway.Init")
    ProxyConfigPart(ProxyDump.Kind kind, List<String> headers) {
        this.kind = kind;
        this.headers = headers;
    }

    /// The rows of a resource that are asked for; none hides it.
    abstract List<List<String>> rows(JsonNode resource);

    @Override
    final void show(CommandSpec spec, OutputFlag output)
            throws IOException, InterruptedException, ClusterException {
        JsonNode all = dump.all(spec);
        if (!kind.isIn(all)) {
            throw ProxyDump.without(kind.part());
        }
        List<JsonNode> shown =
                kind.in(all).stream().filter(resource -> !rows(resource).isEmpty()).toList();
        output.print(
                new JsonMapper().valueToTree(shown),
                () -> table(shown),
                spec.commandLine().getOut());
    }

    /// The lines of the table of all resources that a dump has of this kind.
    final List<String> table(JsonNode of) {
        return table(kind.in(of));
    }

    private List<String> table(List<JsonNode> resources) {
        List<List<String>> table = new ArrayList<>();
        table.add(headers);
        resources.forEach(resource -> table.addAll(rows(resource)));
        return TextTable.lines(table);
    }

    final boolean isIn(JsonNode all) {
        return kind.isIn(all);
    }

    /// The object that a resource was made of, as `name.namespace`; empty when it was made of none.
    static String origin(JsonNode resource) {
        String path = resource.at("/metadata/filter_metadata/istio/config").asText();
        String[] parts = path.split("/");
        int last = parts.length - 1;
        return last < 2 ? "" : parts[last] + "." + parts[last - 2];
    }
}
