package io.fairlead.minicluster.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One process of a pod.
///
/// @param command replaces the command of the image when not empty
/// @param args replaces the arguments of the image when not empty
/// @param env variables in their order; a value may name those before it, `$(NAME)`
/// @param readinessProbe null where the container is ready as soon as it runs
public record Container(
        String name,
        String image,
        List<String> command,
        List<String> args,
        Map<String, String> env,
        List<Port> ports,
        @Nullable Probe readinessProbe,
        Care care) {

    public Container {
        command = List.copyOf(command);
        args = List.copyOf(args);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        ports = List.copyOf(ports);
    }

    /// A declared port.
    ///
    /// @param name empty when the port has none
    public record Port(String name, int number, String protocol) {}
}
