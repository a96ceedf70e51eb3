package io.fairlead.ca.authority;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// Who signs: a certificate with its key, and what leads from it to a root.
///
/// @param certificate of the key that signs
/// @param key never printed
/// @param chain what a client needs between a leaf and a root, the signer first; empty when the signer is a root
/// @param roots all that clients shall trust
/// @param anchor the root that the signer leads to
/// @param origin where it came from, for people
public record Authority(
        X509Certificate certificate,
        PrivateKey key,
        List<X509Certificate> chain,
        List<X509Certificate> roots,
        X509Certificate anchor,
        String origin) {

    public Authority {
        chain = List.copyOf(chain);
        roots = List.copyOf(roots);
    }

    /// When the first link between a leaf and its root expires: nothing that is issued may outlive it.
    public Instant notAfter() {
        return Stream.concat(Stream.of(certificate, anchor), chain.stream())
                .map(one -> one.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /// When the last link became valid.
    public Instant notBefore() {
        return Stream.concat(Stream.of(certificate, anchor), chain.stream())
                .map(one -> one.getNotBefore().toInstant())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /// The signer's name.
    public String name() {
        return certificate.getSubjectX500Principal().getName();
    }

    /// The roots as clients get them, one after the other.
    public String rootsPem() {
        return Pem.certificates(roots);
    }

    /// Without the key.
    @Override
    public String toString() {
        return "Authority[" + name() + ", " + origin + ", until " + notAfter() + "]";
    }
}
