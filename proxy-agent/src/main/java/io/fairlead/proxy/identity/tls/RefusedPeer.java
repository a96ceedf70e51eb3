package io.fairlead.proxy.identity.tls;

import io.fairlead.proxy.identity.verify.Refusal;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.io.Serial;
import java.security.cert.CertificateException;

/// Why a certificate isn't accepted, on its way through a TLS library.
final class RefusedPeer extends CertificateException {

    @Serial private static final long serialVersionUID = 1L;

    private final Refusal reason;
    private final String text;

    RefusedPeer(Refusal reason, String text) {
        super(reason + ": " + text);
        this.reason = reason;
        this.text = text;
    }

    Refusal reason() {
        return reason;
    }

    String text() {
        return text;
    }

    /// For the library that is in use, which makes the alert from it.
    CertificateException thrown() {
        return TlsContexts.NATIVE
                ? new OpenSslCertificateException(getMessage(), this, code())
                : this;
    }

    /// BoringSSL makes these into the alerts certificate_expired, unknown_ca, bad_certificate, certificate_revoked,
    /// certificate_unknown and unsupported_certificate.
    private int code() {
        return switch (reason) {
            case EXPIRED -> CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
            case NOT_YET_VALID -> CertificateVerifier.X509_V_ERR_CERT_NOT_YET_VALID;
            case UNTRUSTED -> CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
            case CHAIN_TOO_LONG -> CertificateVerifier.X509_V_ERR_CERT_CHAIN_TOO_LONG;
            case MISSING_EKU -> CertificateVerifier.X509_V_ERR_INVALID_PURPOSE;
            case REVOKED -> CertificateVerifier.X509_V_ERR_CERT_REVOKED;
            case REVOCATION_UNKNOWN -> CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_CRL;
            case CA_AS_LEAF,
                    NO_SPIFFE_ID,
                    SEVERAL_SANS,
                    WRONG_TRUST_DOMAIN,
                    SAN_MISMATCH,
                    NO_CERTIFICATE,
                    MALFORMED_CERTIFICATE,
                    NO_SECRET,
                    PLAINTEXT,
                    HELLO_TOO_LONG,
                    PROTOCOL_VERSION,
                    NO_SHARED_CIPHER,
                    TIMEOUT,
                    CLOSED_EARLY,
                    REFUSED_BY_PEER,
                    MALFORMED_HANDSHAKE ->
                    CertificateVerifier.X509_V_ERR_CERT_REJECTED;
        };
    }
}
