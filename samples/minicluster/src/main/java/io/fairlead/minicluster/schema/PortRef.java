package io.fairlead.minicluster.schema;

import java.util.List;
import java.util.Optional;

/// A port of a container by number or by name.
public sealed interface PortRef {

    /// By number.
    record ByNumber(int port) implements PortRef {}

    /// By the name that a container gave it.
    record ByName(String name) implements PortRef {}

    /// The port's number in a pod with these containers.
    default Optional<Integer> resolve(List<Container> containers) {
        return switch (this) {
            case ByNumber(int port) -> Optional.of(port);
            case ByName(String name) ->
                    containers.stream()
                            .flatMap(container -> container.ports().stream())
                            .filter(port -> port.name().equals(name))
                            .map(Container.Port::number)
                            .findFirst();
        };
    }
}
