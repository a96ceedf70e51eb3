package io.fairlead.ca.view;

import java.time.Instant;

/// One certificate in somebody's hands.
///
/// @param serial hexadecimal
/// @param caller address of who fetched it
/// @param pod that fetched it; empty when it isn't known
/// @param proof how the caller proved who he is: `token` or `client-certificate`
/// @param issuer name of the certificate that signed it
public record CertificateView(
        String serial,
        String identity,
        String caller,
        String pod,
        String proof,
        Instant notBefore,
        Instant notAfter,
        String issuer) {

    public CertificateView withPod(String name) {
        return new CertificateView(
                serial, identity, caller, name, proof, notBefore, notAfter, issuer);
    }
}
