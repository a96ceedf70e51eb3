package io.fairlead.proxy.identity.verify;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The other side, as its certificate tells it.
///
/// @param id of a workload; null for a server or client that isn't one
/// @param subject in the form of RFC 2253
/// @param sha256 of the leaf, in hex
/// @param from the chain is valid from here
/// @param until the chain is valid until here
/// @param chain as it was shown, leaf first
public record Peer(
        @Nullable SpiffeId id,
        List<String> uris,
        List<String> dnsNames,
        String subject,
        String sha256,
        Instant from,
        Instant until,
        List<X509Certificate> chain) {

    public Peer {
        uris = List.copyOf(uris);
        dnsNames = List.copyOf(dnsNames);
        chain = List.copyOf(chain);
    }

    /// Whether its certificates are valid at this time.
    public boolean isValidAt(Instant now) {
        return !now.isBefore(from) && !now.isAfter(until);
    }

    /// The SPIFFE id as a text.
    public Optional<String> principal() {
        return Optional.ofNullable(id).map(SpiffeId::toString);
    }

    /// Short.
    @Override
    public String toString() {
        return id == null ? "Peer[" + subject + "]" : "Peer[" + id + "]";
    }
}
