package io.fairlead.proxy.identity.verify;

import io.fairlead.proxy.model.PeerValidation;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;

/// What a certificate is asked.
///
/// @param role what the other side is
/// @param roots any of which may end the chain
/// @param revocations lists of certificates that were taken back; when there is one, each certificate of a chain needs
///     one of its issuer
public record Question(
        Role role,
        PeerValidation validation,
        List<X509Certificate> roots,
        List<X509CRL> revocations) {

    public Question {
        roots = List.copyOf(roots);
        revocations = List.copyOf(revocations);
    }

    /// Without lists of revoked certificates.
    public Question(Role role, PeerValidation validation, List<X509Certificate> roots) {
        this(role, validation, roots, List.of());
    }

    /// Sides of TLS.
    public enum Role {
        CLIENT("1.3.6.1.5.5.7.3.2"),
        SERVER("1.3.6.1.5.5.7.3.1");

        private final String usage;

        Role(String usage) {
            this.usage = usage;
        }

        /// Identifier of the extended key usage that a certificate of this side has.
        String usage() {
            return usage;
        }
    }
}
