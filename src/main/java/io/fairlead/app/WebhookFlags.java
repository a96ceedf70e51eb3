package io.fairlead.app;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options of `fairlead daemon` that are about what an API server asks.
final class WebhookFlags {

    @Option(
            names = "--webhook",
            paramLabel = "HOST:PORT",
            converter = HostPort.class,
            description =
                    "Where an API server asks about pods (/inject) and configuration (/validate), with TLS: istiod's is"
                            + " :15017. Needs --ca-dir. Without it there is no such port.")
    private @Nullable InetSocketAddress address;

    @Option(
            names = "--inject-config",
            paramLabel = "DIR",
            description =
                    "The ConfigMap istio-sidecar-injector as a kubelet mounts it: files config and values; followed.")
    private @Nullable Path config;

    @Option(
            names = "--mesh-config",
            paramLabel = "FILE",
            description =
                    "The mesh's settings for injected proxies, key mesh of the ConfigMap istio; followed.")
    private @Nullable Path mesh;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    WebhookFlags() {}

    /// Null when nobody asks.
    @Nullable WebhookOptions options(@Nullable SecureOptions secured) {
        if (address != null && secured == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--webhook needs --ca-dir: an API server asks with TLS only");
        }
        return address == null ? null : new WebhookOptions(address, config, mesh);
    }
}
