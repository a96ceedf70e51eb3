package io.fairlead.proxy.model;

import java.util.List;

/// A set of destination ports.
public sealed interface PortMatch {
    /// Every port.
    record Any() implements PortMatch {}

    /// No port.
    record None() implements PortMatch {}

    /// Ports `from` (inclusive) to `to` (exclusive), as Envoy's Int32Range.
    record Range(int from, int to) implements PortMatch {}

    /// Ports that the other set doesn't have.
    record Not(PortMatch other) implements PortMatch {}

    /// Ports that one of the sets has.
    record OneOf(List<PortMatch> sets) implements PortMatch {
        public OneOf {
            sets = List.copyOf(sets);
        }
    }

    /// Ports that all of the sets have.
    record AllOf(List<PortMatch> sets) implements PortMatch {
        public AllOf {
            sets = List.copyOf(sets);
        }
    }

    /// Is this port in the set?
    default boolean matches(int port) {
        return switch (this) {
            case Any _ -> true;
            case None _ -> false;
            case Range(int from, int to) -> port >= from && port < to;
            case Not(var other) -> !other.matches(port);
            case OneOf(var sets) -> sets.stream().anyMatch(set -> set.matches(port));
            case AllOf(var sets) -> sets.stream().allMatch(set -> set.matches(port));
        };
    }
}
