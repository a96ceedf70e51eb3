package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// One kind of what a proxy was sent.
abstract class ProxyConfigPart implements Callable<Integer> {
    private static final int FAILED = 1;

    private final ProxyDump.Kind kind;
    private final List<String> headers;

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private ProxyDump dump;

    @Mixin private TableOrJson output;

    /// The other fields picocli sets.
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
    public final Integer call() throws InterruptedException {
        try {
            List<JsonNode> shown = new ArrayList<>();
            List<List<String>> table = new ArrayList<>();
            table.add(headers);
            for (JsonNode one : dump.all(kind)) {
                List<List<String>> rows = rows(one);
                if (!rows.isEmpty()) {
                    shown.add(one);
                    table.addAll(rows);
                }
            }
            PrintWriter out = spec.commandLine().getOut();
            switch (output.format()) {
                case json -> out.println(new JsonMapper().valueToTree(shown).toPrettyString());
                case table -> TextTable.lines(table).forEach(out::println);
            }
            out.flush();
            return 0;
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("fairlead proxy-config %s: %s".formatted(spec.name(), DaemonDoor.text(e)));
            err.flush();
            return FAILED;
        }
    }

    /// The object that a resource was made of, as `name.namespace`; empty when it was made of none.
    static String origin(JsonNode resource) {
        String path = resource.at("/metadata/filter_metadata/istio/config").asText();
        String[] parts = path.split("/");
        int last = parts.length - 1;
        return last < 2 ? "" : parts[last] + "." + parts[last - 2];
    }
}
