package io.fairlead.model.config;

/// A legal object of a kind that has no effect yet. Kept so that references to it (a VirtualService's gateway) resolve.
///
/// @param digest hash of what was written, so that an edit is seen as one
public record OtherConfig(Meta meta, String digest) implements MeshObject {}
