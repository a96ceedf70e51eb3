package io.fairlead.model.config;

/// A Role or ClusterRole of Kubernetes, as far as the mesh reads it.
///
/// @param listsSecrets whoever is bound to it may list all Secrets, and so read them
public record Role(Meta meta, boolean listsSecrets) implements MeshObject {}
