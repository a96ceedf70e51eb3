package io.fairlead.model.service;

/// Which port of the pod a Service's port leads to.
public sealed interface TargetPort {
    /// A port by number.
    record Numbered(int value) implements TargetPort {}

    /// A container's port by name; each pod may have another number.
    record Named(String value) implements TargetPort {}
}
