package io.fairlead.minicluster.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One process of a pod.
///
/// @param command replaces the command of the image when not empty
/// @param args replaces the arguments of the image when not empty
/// @param readinessProbe null where the container is ready as soon as it runs
public record Container(
        String name,
        String image,
        List<String> command,
        List<String> args,
        List<EnvVar> env,
        List<Port> ports,
        @Nullable Probe readinessProbe,
        Care care) {

    public Container {
        command = List.copyOf(command);
        args = List.copyOf(args);
        env = List.copyOf(env);
        ports = List.copyOf(ports);
    }

    /// A declared port.
    ///
    /// @param name empty when the port has none
    public record Port(String name, int number, String protocol) {}

    /// An environment variable.
    public sealed interface EnvVar {

        /// Name of the variable.
        String name();

        /// A fixed text.
        record Literal(String name, String value) implements EnvVar {}

        /// A field of the pod, for example `status.podIP`.
        record Field(String name, String path) implements EnvVar {}
    }
}
