package io.fairlead.proxy.identity.verify;

import java.util.Locale;

/// Why there is no connection.
public enum Refusal {
    // What is wrong with the certificates of the other side.

    /// It showed none.
    NO_CERTIFICATE,
    /// A certificate of the chain is past its end.
    EXPIRED,
    /// A certificate of the chain isn't valid yet.
    NOT_YET_VALID,
    /// The chain doesn't end in a root that this side believes.
    UNTRUSTED,
    /// More certificates than a chain may have, or more than a CA in it allows.
    CHAIN_TOO_LONG,
    /// A CA's certificate was shown as one of a workload.
    CA_AS_LEAF,
    /// It isn't meant for this side of TLS.
    MISSING_EKU,
    /// No URI in it is a SPIFFE id.
    NO_SPIFFE_ID,
    /// More than one URI: which of them it is can't be told.
    SEVERAL_SANS,
    /// A workload of another mesh.
    WRONG_TRUST_DOMAIN,
    /// A workload or server, but not the one that was asked for.
    SAN_MISMATCH,
    /// It can't be read.
    MALFORMED_CERTIFICATE,
    /// Whoever signed it has taken it back.
    REVOKED,
    /// Lists of what was taken back are asked for, but there is none (any more) of whoever signed it.
    REVOCATION_UNKNOWN,

    // What is wrong with the handshake.

    /// This side has no certificate or no roots yet.
    NO_SECRET,
    /// Not TLS at all.
    PLAINTEXT,
    /// A ClientHello longer than is waited for.
    HELLO_TOO_LONG,
    /// No common version of TLS.
    PROTOCOL_VERSION,
    /// No common cipher suite or group.
    NO_SHARED_CIPHER,
    /// It took too long.
    TIMEOUT,
    /// The connection ended in the middle.
    CLOSED_EARLY,
    /// The other side said no.
    REFUSED_BY_PEER,
    /// Anything else.
    MALFORMED_HANDSHAKE;

    /// As metrics have it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
