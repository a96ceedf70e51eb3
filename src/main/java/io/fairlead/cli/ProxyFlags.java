package io.fairlead.cli;

import io.fairlead.install.apply.Cluster;
import io.fairlead.install.apply.ClusterException;
import io.fairlead.install.apply.Pods;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which proxy.
final class ProxyFlags {
    private static final int ADMIN_PORT = 15_000;

    @Option(
            names = {"-n", "--namespace"},
            description = "Of a name without one. Default: that of the context, or default")
    private @Nullable String namespace;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "The proxy whose admin port this is, instead of one by its name.")
    private @Nullable String admin;

    @Option(
            names = "--proxy-admin-port",
            paramLabel = "PORT",
            defaultValue = "" + ADMIN_PORT,
            description = "In the pod. Default: ${DEFAULT-VALUE}")
    private int adminPort;

    @Parameters(
            arity = "0..1",
            paramLabel = "PROXY",
            description = "POD, POD.NAMESPACE or deployment/NAME.NAMESPACE.")
    private @Nullable String proxy;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    ProxyFlags() {}

    /// Whether a name was given.
    boolean isNamed() {
        return proxy != null;
    }

    /// By its name.
    ///
    /// @param usual namespace of a name that has none
    /// @param spec of the command, for what it says of wrong use
    ProxyName name(String usual, CommandSpec spec) {
        if (proxy == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "which proxy? POD.NAMESPACE, deployment/NAME.NAMESPACE, or --admin HOST:PORT");
        }
        try {
            return ProxyName.of(proxy, namespace == null ? usual : namespace);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /// Its admin port; null where none was given.
    @Nullable HttpDoor admin() {
        return admin == null ? null : new HttpDoor(admin);
    }

    /// The admin port of the pod of this name.
    ///
    /// @throws IOException with a sentence, where there is no such pod
    PodDoor open(Cluster cluster, CommandSpec spec) throws IOException, ClusterException {
        ProxyName name = name(cluster.namespace(), spec);
        Pods.Pod pod =
                Pods.of(cluster, name.namespace(), Map.of()).stream()
                        .filter(one -> name.covers(one.name() + "." + one.namespace()))
                        .min(Comparator.comparing(one -> !one.isReady()))
                        .orElseThrow(() ->
                                new IOException(
                                        "there is no pod %s in namespace %s"
                                                .formatted(name, name.namespace())));
        return PodDoor.open(cluster, pod, adminPort);
    }
}
