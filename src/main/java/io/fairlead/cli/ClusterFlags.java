package io.fairlead.cli;

import io.fairlead.install.apply.Cluster;
import io.fairlead.install.apply.ClusterException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which cluster.
final class ClusterFlags {
    @Option(
            names = {"-c", "--kubeconfig"},
            paramLabel = "FILE",
            description = "Default: KUBECONFIG, ~/.kube/config, or the account of the own pod")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "A context of the file. Default: its current one")
    private @Nullable String context;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    ClusterFlags() {}

    /// Nothing is asked yet.
    Cluster open() throws ClusterException {
        return Cluster.open(kubeconfig, context);
    }
}
