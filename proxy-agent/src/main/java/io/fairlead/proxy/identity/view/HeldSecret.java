package io.fairlead.proxy.identity.view;

/// A secret by the name that TLS contexts use for it.
///
/// @param kind what it is for
/// @param certificates as PEM: the leaf first, or the roots; empty while there are none yet
public record HeldSecret(String name, Kind kind, String certificates) {
    /// What a secret is for.
    public enum Kind {
        /// What this side shows of itself.
        KEY_PAIR,
        /// Whom this side believes.
        ROOTS
    }
}
