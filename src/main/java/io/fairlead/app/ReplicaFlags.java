package io.fairlead.app;

import io.fairlead.replica.elect.ElectLimits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Flags of several daemons.
final class ReplicaFlags {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--replica-host",
            paramLabel = "HOST",
            description =
                    "Name or address by which other daemons that share --ca-dir reach this one. One of them"
                            + " leads: its pages show what all hear. Without it, this daemon is alone.")
    private @Nullable String host;

    @Option(
            names = "--replica-name",
            paramLabel = "NAME",
            defaultValue = "${env:POD_NAME:-}",
            description =
                    "What the record of who leads calls this daemon, for people. Default: the variable POD_NAME, else"
                            + " --replica-host")
    private String called;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    ReplicaFlags() {}

    @Nullable ReplicaOptions options(@Nullable SecureOptions secure) {
        String name = host;
        if (name == null) {
            return null;
        }
        if (secure == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--replica-host needs --ca-dir: daemons find and know each other by what they share there");
        }
        if (name.isBlank() || name.contains("/") || name.contains(" ")) {
            throw new ParameterException(
                    command.commandLine(), "--replica-host \"%s\" is no host".formatted(name));
        }
        return new ReplicaOptions(name, called.isBlank() ? name : called, ElectLimits.DEFAULT);
    }
}
