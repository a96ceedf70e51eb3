package io.fairlead.testing;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// Makes certificate authorities as an operator does with openssl, good and bad ones.
public final class Cas {

    /// A CA certificate with its key.
    public record Ca(X509Certificate certificate, KeyPair key) {

        public String pem() {
            return Cas.pem("CERTIFICATE", encoded());
        }

        public String keyPem() {
            return Cas.pem("PRIVATE KEY", key.getPrivate().getEncoded());
        }

        private byte[] encoded() {
            try {
                return certificate.getEncoded();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// What a CA certificate says.
    public record Says(String name, Instant from, Instant to, boolean authority, int usage) {

        public static Says ca(String name, Instant from, Instant to) {
            return new Says(name, from, to, true, KeyUsage.keyCertSign | KeyUsage.cRLSign);
        }
    }

    private Cas() {}

    public static Ca root(Says says) {
        return issue(says, Requests.ec("secp256r1"), null);
    }

    public static Ca below(Ca issuer, Says says) {
        return issue(says, Requests.ec("secp256r1"), issuer);
    }

    /// A certificate for any key; signed by itself when there is no issuer.
    public static Ca issue(Says says, KeyPair key, @Nullable Ca issuer) {
        try {
            X500Name name = new X500Name("O=" + says.name());
            X500Name by =
                    issuer == null
                            ? name
                            : X500Name.getInstance(
                                    issuer.certificate().getSubjectX500Principal().getEncoded());
            KeyPair signer = issuer == null ? key : issuer.key();
            String algorithm =
                    signer.getPrivate().getAlgorithm().equals("RSA")
                            ? "SHA256withRSA"
                            : "SHA256withECDSA";
            JcaX509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            by,
                            BigInteger.valueOf(says.hashCode()).abs().add(BigInteger.ONE),
                            Date.from(says.from()),
                            Date.from(says.to()),
                            name,
                            key.getPublic());
            builder.addExtension(
                    Extension.basicConstraints, true, new BasicConstraints(says.authority()));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(says.usage()));
            return new Ca(
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    builder.build(
                                            new JcaContentSignerBuilder(algorithm)
                                                    .build(signer.getPrivate()))),
                    key);
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The files of Secret `cacerts`.
    public static Map<String, String> files(Ca signer, Ca root) {
        Map<String, String> files = new HashMap<>();
        files.put("ca-cert.pem", signer.pem());
        files.put("ca-key.pem", signer.keyPem());
        files.put("cert-chain.pem", signer.pem() + root.pem());
        files.put("root-cert.pem", root.pem());
        return files;
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        type,
                        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der),
                        type);
    }
}
