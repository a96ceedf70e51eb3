package io.fairlead.ca.view;

import java.time.Instant;

/// One certificate in somebody's hands.
///
/// @param serial hexadecimal
/// @param caller who fetched it: a pod's name, or an address
/// @param proof how the caller proved who he is: `token` or `client certificate`
/// @param issuer name of the certificate that signed it
public record CertificateView(
        String serial,
        String identity,
        String caller,
        String proof,
        Instant notBefore,
        Instant notAfter,
        String issuer) {}
