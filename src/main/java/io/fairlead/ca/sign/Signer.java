package io.fairlead.ca.sign;

import io.fairlead.ca.authority.Authority;
import io.fairlead.ca.authority.SignatureNames;
import io.fairlead.ca.issue.Template;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes certificates, in Istio's shape. Safe for many threads.
final class Signer {

    private static final int SERIAL_BITS = 127;
    private static final Duration ROOT_LIFETIME = Duration.ofDays(3650);
    private static final Duration ROOT_BACKDATE = Duration.ofMinutes(2);
    private static final X500Name NOBODY = new X500Name("");

    private final SecureRandom random;

    Signer(SecureRandom random) {
        this.random = random;
    }

    /// Who and until when: everything about a leaf but its key.
    private record Leaf(GeneralNames names, Instant notBefore, Instant notAfter) {}

    /// A workload's certificate.
    X509Certificate sign(Template template, Authority authority) throws GeneralSecurityException {
        GeneralName name =
                new GeneralName(
                        GeneralName.uniformResourceIdentifier, template.identity().toString());
        Leaf leaf = new Leaf(new GeneralNames(name), template.notBefore(), template.notAfter());
        return leaf(leaf, template.key(), authority);
    }

    /// A certificate for the daemon's own port.
    X509Certificate signServer(
            List<String> dnsNames, PublicKey key, Instant notBefore, Instant notAfter, Authority by)
            throws GeneralSecurityException {
        GeneralName[] names =
                dnsNames.stream()
                        .map(name -> new GeneralName(GeneralName.dNSName, name))
                        .toArray(GeneralName[]::new);
        return leaf(new Leaf(new GeneralNames(names), notBefore, notAfter), key, by);
    }

    private X509Certificate leaf(Leaf leaf, PublicKey key, Authority authority)
            throws GeneralSecurityException {
        try {
            JcaX509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            X500Name.getInstance(
                                    authority.certificate().getSubjectX500Principal().getEncoded()),
                            serial(),
                            Date.from(leaf.notBefore()),
                            Date.from(leaf.notAfter()),
                            NOBODY,
                            key);
            builder.addExtension(
                            Extension.keyUsage,
                            true,
                            new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment))
                    .addExtension(
                            Extension.extendedKeyUsage,
                            false,
                            new ExtendedKeyUsage(
                                    new KeyPurposeId[] {
                                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                                    }))
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            keyIdentifier(authority.certificate()))
                    // Critical, because the subject is empty.
                    .addExtension(Extension.subjectAlternativeName, true, leaf.names());
            return signed(
                    builder, new KeyPair(authority.certificate().getPublicKey(), authority.key()));
        } catch (IOException e) {
            throw new GeneralSecurityException("a certificate that can't be encoded", e);
        }
    }

    /// The issuer's own word for its key, which may be of any making: verifiers compare.
    private static AuthorityKeyIdentifier keyIdentifier(X509Certificate issuer)
            throws IOException, GeneralSecurityException {
        byte[] written = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (written == null) {
            return new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer.getPublicKey());
        }
        return new AuthorityKeyIdentifier(
                SubjectKeyIdentifier.getInstance(JcaX509ExtensionUtils.parseExtensionValue(written))
                        .getKeyIdentifier());
    }

    /// A root of its own, for a mesh that nobody gave one.
    Authority selfSigned(String organization, Instant now, String origin)
            throws GeneralSecurityException {
        try {
            KeyPair pair = newKey();
            X500Name name =
                    new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.O, organization).build();
            JcaX509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            name,
                            serial(),
                            Date.from(now.minus(ROOT_BACKDATE)),
                            Date.from(now.plus(ROOT_LIFETIME)),
                            name,
                            pair.getPublic());
            builder.addExtension(
                            Extension.keyUsage,
                            true,
                            new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils()
                                    .createSubjectKeyIdentifier(pair.getPublic()));
            X509Certificate root = signed(builder, pair);
            return new Authority(root, pair.getPrivate(), List.of(), List.of(root), root, origin);
        } catch (IOException e) {
            throw new GeneralSecurityException("a root that can't be encoded", e);
        }
    }

    /// ECDSA P-256.
    KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private X509Certificate signed(X509v3CertificateBuilder builder, KeyPair by)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder(SignatureNames.of(by.getPublic()))
                                            .setSecureRandom(random)
                                            .build(by.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("the key doesn't sign", e);
        }
    }

    /// Positive, and not to be guessed.
    private BigInteger serial() {
        return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
    }
}
