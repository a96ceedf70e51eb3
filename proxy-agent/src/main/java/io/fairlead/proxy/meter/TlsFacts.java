package io.fairlead.proxy.meter;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What there is to say about one TLS connection.
///
/// @param localUri of this side's certificate
/// @param peer who is on the other side; null when it didn't say
public record TlsFacts(
        String version, String cipher, @Nullable String localUri, @Nullable PeerFacts peer) {

    /// The certificate of the other side, which was accepted.
    ///
    /// @param subject in the form of RFC 2253
    /// @param sha256 of the leaf, in hex
    /// @param chain leaf first
    public record PeerFacts(
            List<String> uris,
            List<String> dnsNames,
            String subject,
            String sha256,
            List<X509Certificate> chain) {
        public PeerFacts {
            uris = List.copyOf(uris);
            dnsNames = List.copyOf(dnsNames);
            chain = List.copyOf(chain);
        }

        /// Who it is: its first URI.
        public @Nullable String principal() {
            return uris.isEmpty() ? null : uris.getFirst();
        }
    }

    /// Whether both sides showed a certificate.
    public boolean mutual() {
        return peer != null;
    }
}
