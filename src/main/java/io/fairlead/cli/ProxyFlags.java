package io.fairlead.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which proxy.
final class ProxyFlags {
    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "default",
            description = "Of a name without one. Default: ${DEFAULT-VALUE}")
    private String namespace;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "The proxy whose admin port this is, instead of one by its name.")
    private @Nullable String admin;

    @Parameters(
            arity = "0..1",
            paramLabel = "PROXY",
            description = "POD, POD.NAMESPACE or deployment/NAME.NAMESPACE.")
    private @Nullable String proxy;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    ProxyFlags() {}

    /// By its name; null where it was given none.
    ///
    /// @param spec of the command, for what it says of wrong use
    @Nullable ProxyName name(CommandSpec spec) {
        try {
            return proxy == null ? null : ProxyName.of(proxy, namespace);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /// Its admin port; null where none was given.
    @Nullable HttpDoor admin() {
        return admin == null ? null : new HttpDoor(admin);
    }
}
