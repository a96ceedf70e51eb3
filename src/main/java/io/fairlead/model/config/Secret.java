package io.fairlead.model.config;

/// Certificates that rules name by `credentialName`: a pair to show, roots to believe, or both. All of it is PEM;
/// empty where there is none.
///
/// @param chain leaf first
/// @param privateKey of the leaf
/// @param roots whom to believe
/// @param revocations lists of certificates that were taken back
public record Secret(Meta meta, String chain, String privateKey, String roots, String revocations)
        implements MeshObject {

    /// True when there is something to show.
    public boolean hasPair() {
        return !chain.isEmpty();
    }

    /// Without its content, which is a key.
    @Override
    public String toString() {
        return "Secret[" + key() + "]";
    }
}
