package io.fairlead.cli;

import picocli.CommandLine.Option;

/// The daemon's monitoring port.
final class DaemonDoor {
    @Option(
            names = "--daemon",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:15014",
            description = "The daemon's monitoring port. Default: ${DEFAULT-VALUE}")
    private String daemon;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    DaemonDoor() {}

    HttpDoor open() {
        return new HttpDoor(daemon);
    }
}
