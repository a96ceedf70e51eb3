package io.fairlead.app;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Flags of the console.
final class ConsoleFlags {

    @Option(
            names = "--console-address",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:20001",
            converter = HostPort.class,
            description =
                    "Where the console's pages are served, for reading. Default: ${DEFAULT-VALUE}")
    private InetSocketAddress address;

    @Option(
            names = "--console-host",
            paramLabel = "NAME",
            description =
                    "A name by which the console may be called, beside localhost and addresses."
                            + " Repeatable.")
    private List<String> hosts = List.of();

    @Option(names = "--no-console", description = "Serves no console.")
    private boolean none;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    ConsoleFlags() {}

    @Nullable ConsoleOptions options() {
        return none ? null : new ConsoleOptions(address, Set.copyOf(hosts));
    }
}
