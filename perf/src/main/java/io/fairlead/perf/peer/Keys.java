package io.fairlead.perf.peer;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes the certificates of one run: a root, and two workloads whose only name is their SPIFFE identity. ECDSA
/// P-256, as the mesh issues them.
final class Keys {
    private static final Duration LIFETIME = Duration.ofDays(1);

    private final X500Name rootName = new X500Name("O=cluster.local");
    private final KeyPair rootKey = newKey();
    private final Instant now;
    private int serial = 1;

    private Keys(Instant now) throws GeneralSecurityException {
        this.now = now;
    }

    /// @param now from when on the certificates are good
    static KeyFiles write(Path directory, Instant now) throws IOException {
        try {
            Keys keys = new Keys(now);
            Path root = directory.resolve("root.pem");
            Files.writeString(root, pem(keys.root()));
            return new KeyFiles(
                    root,
                    keys.workload(directory, "client", KeyFiles.CLIENT),
                    keys.workload(directory, KeyFiles.SERVER_NAME, KeyFiles.SERVER));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("certificates can't be made", e);
        }
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private X509Certificate root()
            throws IOException, GeneralSecurityException, OperatorCreationException {
        JcaX509v3CertificateBuilder builder = builder(rootName, rootKey);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        return sign(builder);
    }

    private KeyFiles.Pair workload(Path directory, String name, String identity)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair key = newKey();
        JcaX509v3CertificateBuilder builder = builder(new X500Name("CN=" + name), key);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(
                        new KeyPurposeId[] {
                            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                        }));
        builder.addExtension(
                Extension.subjectAlternativeName,
                true,
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, identity)));
        String certificate = pem(sign(builder));
        String pkcs8 = pem(new JcaPKCS8Generator(key.getPrivate(), null));
        return new KeyFiles.Pair(
                Files.writeString(directory.resolve(name + ".pem"), certificate),
                Files.writeString(directory.resolve(name + ".key"), pkcs8),
                Files.writeString(directory.resolve(name + ".both"), certificate + pkcs8));
    }

    private JcaX509v3CertificateBuilder builder(X500Name subject, KeyPair key) {
        return new JcaX509v3CertificateBuilder(
                rootName,
                BigInteger.valueOf(serial++),
                Date.from(now.minusSeconds(60)),
                Date.from(now.plus(LIFETIME)),
                subject,
                key.getPublic());
    }

    private X509Certificate sign(JcaX509v3CertificateBuilder builder)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(rootKey.getPrivate())));
    }

    private static String pem(Object what) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(what);
        }
        return text.toString();
    }
}
