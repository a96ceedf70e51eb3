package io.fairlead.proxy.identity.renew;

import java.security.cert.X509Certificate;

/// When a certificate is valid.
///
/// @param fromMillis first moment, since 1970
/// @param untilMillis first moment after it
public record Validity(long fromMillis, long untilMillis) {

    /// What a certificate says.
    public static Validity of(X509Certificate certificate) {
        return new Validity(
                certificate.getNotBefore().toInstant().toEpochMilli(),
                certificate.getNotAfter().toInstant().toEpochMilli());
    }

    /// Whether a moment is inside.
    public boolean holds(long epochMillis) {
        return epochMillis >= fromMillis && epochMillis < untilMillis;
    }
}
