package io.fairlead.model.config;

import io.fairlead.model.service.Locality;

/// A machine of the cluster: where pods on it are.
public record Node(Meta meta, Locality locality) implements MeshObject {}
