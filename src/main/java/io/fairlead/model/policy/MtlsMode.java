package io.fairlead.model.policy;

/// What a port accepts from peers.
public enum MtlsMode {
    /// Not written: as the level above says.
    UNSET,
    /// Clear text only; TLS passes through untouched.
    DISABLE,
    /// Clear text and mutual TLS.
    PERMISSIVE,
    /// Mutual TLS only.
    STRICT
}
