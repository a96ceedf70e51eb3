package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.ingest.decode.YamlWriter;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a command prints.
final class OutputFlag {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, json or yaml.")
    private @Nullable Format format;

    /// The ways, as people write them.
    enum Format {
        table,
        json,
        yaml
    }

    /// For picocli, which sets the field.
    OutputFlag() {}

    /// Prints an answer: as a table, unless something else was asked for.
    ///
    /// @param table its lines
    void print(JsonNode answer, Supplier<List<String>> table, PrintWriter out) {
        print(Format.table, answer, table, out);
    }

    /// Prints an answer.
    ///
    /// @param usual how, when nothing was asked for
    void print(Format usual, JsonNode answer, Supplier<List<String>> table, PrintWriter out) {
        switch (format == null ? usual : format) {
            case table -> table.get().forEach(out::println);
            case json -> out.println(answer.toPrettyString());
            case yaml -> out.print(YamlWriter.write(answer));
        }
        out.flush();
    }
}
