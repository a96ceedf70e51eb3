package io.fairlead.app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The flag of a Kubernetes API server.
final class KubeFlags {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "Reads objects from this Kubernetes API server instead of directories; \"in-cluster\":"
                            + " from the one that the daemon's own pod belongs to.")
    private @Nullable String kubeconfig;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    KubeFlags() {}

    /// @param directories whether some were named, too
    @Nullable String option(boolean directories) {
        String file = kubeconfig;
        if (file == null) {
            return null;
        }
        if (directories) {
            throw new ParameterException(
                    command.commandLine(),
                    "--kubeconfig stands alone: without --config, --registry and --mtls-dir");
        }
        if (!file.equals(Kubeconfig.IN_CLUSTER) && !Files.isReadable(Path.of(file))) {
            throw new ParameterException(
                    command.commandLine(),
                    "--kubeconfig \"%s\" is no file that can be read".formatted(file));
        }
        return file;
    }
}
