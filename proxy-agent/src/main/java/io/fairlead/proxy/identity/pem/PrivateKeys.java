package io.fairlead.proxy.identity.pem;

import io.fairlead.proxy.identity.pem.Pem.Block;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/// Reads private keys and tells whether one belongs to a certificate.
public final class PrivateKeys {

    private static final int PROBE_BYTES = 32;

    private PrivateKeys() {}

    static PrivateKey read(List<Block> blocks, PublicKey of) throws Unreadable {
        for (Block block : blocks) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return key(block.der(), of);
                }
                // PKCS#8 is these two with the kind of key before them, and the certificate knows
                // the kind.
                case "EC PRIVATE KEY", "RSA PRIVATE KEY" -> {
                    return key(Der.privateKeyInfo(of, block.der()), of);
                }
                case "ENCRYPTED PRIVATE KEY" ->
                        throw new Unreadable(
                                "the key is encrypted. Fix: write it without a password");
                default -> {}
            }
        }
        throw new Unreadable("no block \"BEGIN PRIVATE KEY\" in it");
    }

    private static PrivateKey key(byte[] pkcs8, PublicKey of) throws Unreadable {
        try {
            return KeyFactory.getInstance(of.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            // Its message may quote what it read.
            throw new Unreadable("the key is no key of kind " + of.getAlgorithm());
        }
    }

    /// Whether the two are halves of one key.
    public static boolean belongTogether(PrivateKey key, PublicKey other) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> key.getAlgorithm();
                };
        byte[] probe = new byte[PROBE_BYTES];
        new SecureRandom().nextBytes(probe);
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(probe);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(other);
            verifier.update(probe);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
