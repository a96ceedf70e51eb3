package io.fairlead.ca.authority;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;

/// Which signature a key makes.
public final class SignatureNames {

    private static final int P256_BITS = 256;

    private SignatureNames() {}

    /// The JDK's name of the signature for a key, with a digest as strong as the curve.
    public static String of(PublicKey key) {
        if (key instanceof ECPublicKey curve) {
            int bits = curve.getParams().getOrder().bitLength();
            return bits > P256_BITS ? "SHA384withECDSA" : "SHA256withECDSA";
        }
        return "SHA256withRSA";
    }
}
