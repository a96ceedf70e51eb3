package io.fairlead.proxy.identity.csr;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/// What kind of key a workload has.
public sealed interface KeyKind {

    /// What a workload has when nobody says otherwise.
    static KeyKind standard() {
        return new Ec(Curve.P256);
    }

    /// On a curve.
    record Ec(Curve curve) implements KeyKind {}

    /// RSA with so many bits.
    record Rsa(int bits) implements KeyKind {
        /// Fewer are broken.
        public static final int BITS_MIN = 2048;

        /// More cost seconds.
        public static final int BITS_MAX = 8192;

        public Rsa {
            if (bits < BITS_MIN || bits > BITS_MAX) {
                throw new IllegalArgumentException(
                        "an RSA key has %d to %d bits, not %d".formatted(BITS_MIN, BITS_MAX, bits));
            }
        }
    }

    /// Curves of NIST, by the names that Istio's `ECC_CURVE` has for them.
    enum Curve {
        P256("secp256r1", "SHA256withECDSA", "1.2.840.10045.4.3.2"),
        P384("secp384r1", "SHA384withECDSA", "1.2.840.10045.4.3.3");

        private final String standardName;
        private final String signature;
        private final String signatureName;

        Curve(String standardName, String signature, String signatureName) {
            this.standardName = standardName;
            this.signature = signature;
            this.signatureName = signatureName;
        }
    }

    /// A new key.
    default KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm());
            switch (this) {
                case Ec(Curve curve) ->
                        generator.initialize(new ECGenParameterSpec(curve.standardName));
                case Rsa(int bits) -> generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes keys of kind " + this, e);
        }
    }

    private String algorithm() {
        return switch (this) {
            case Ec _ -> "EC";
            case Rsa _ -> "RSA";
        };
    }

    /// How the JDK calls signatures of such a key.
    default String signature() {
        return switch (this) {
            case Ec(Curve curve) -> curve.signature;
            case Rsa _ -> "SHA256withRSA";
        };
    }

    /// How certificates call signatures of such a key.
    default String signatureName() {
        return switch (this) {
            case Ec(Curve curve) -> curve.signatureName;
            case Rsa _ -> "1.2.840.113549.1.1.11";
        };
    }
}
