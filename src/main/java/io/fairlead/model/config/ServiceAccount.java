package io.fairlead.model.config;

/// A service account: the identity of workloads.
public record ServiceAccount(Meta meta) implements MeshObject {}
