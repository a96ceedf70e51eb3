package io.fairlead.cli;

import picocli.CommandLine.Option;

/// How a command prints.
final class TableOrJson {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table or json.")
    private Format format;

    /// The ways, as people write them.
    enum Format {
        table,
        json
    }

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    TableOrJson() {}

    Format format() {
        return format;
    }
}
