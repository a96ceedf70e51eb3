package io.fairlead.proxy.model;

/// A secret that the control plane hands out, all of it PEM; empty where there is none.
///
/// @param name by which transports name it: `kubernetes://bank`
/// @param chain to show, leaf first
/// @param key of the leaf
/// @param roots to believe
/// @param revocations lists of certificates that were taken back
public record Credential(String name, String chain, String key, String roots, String revocations) {

    /// What such names begin with.
    public static final String PREFIX = "kubernetes://";

    /// Without its content, which may be a key.
    @Override
    public String toString() {
        return "Credential[" + name + "]";
    }
}
