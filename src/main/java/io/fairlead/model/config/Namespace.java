package io.fairlead.model.config;

/// A namespace: its labels choose injection and policy.
public record Namespace(Meta meta) implements MeshObject {}
