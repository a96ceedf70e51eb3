package io.fairlead.cli;

import picocli.CommandLine.Option;

/// Who gives an order.
final class Speaker {
    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who says so, for the audit trail. Default: ${DEFAULT-VALUE}")
    private String by;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    Speaker() {}

    String name() {
        return by;
    }
}
