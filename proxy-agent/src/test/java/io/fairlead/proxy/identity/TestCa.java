package io.fairlead.proxy.identity;

import io.fairlead.proxy.identity.csr.KeyKind;
import io.fairlead.proxy.identity.pem.Pem;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/// A certificate authority for tests, made with Bouncy Castle; signs whatever a test describes.
public final class TestCa {

    private static final AtomicLong SERIALS = new AtomicLong(1);

    private final X500Name name;
    private final KeyPair key;
    private final X509Certificate certificate;

    private TestCa(X500Name name, KeyPair key, X509Certificate certificate) {
        this.name = name;
        this.key = key;
        this.certificate = certificate;
    }

    /// What a certificate says. Every part can be made wrong.
    ///
    /// @param usages of TLS; empty leaves the extension out
    public record Leaf(
            List<GeneralName> names,
            Instant from,
            Instant until,
            boolean ca,
            List<KeyPurposeId> usages) {

        /// As the mesh's are, valid for an hour around a moment.
        public static Leaf of(String uri, Instant now) {
            return new Leaf(
                    List.of(new GeneralName(GeneralName.uniformResourceIdentifier, uri)),
                    now.minusSeconds(60),
                    now.plus(Duration.ofHours(1)),
                    false,
                    List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth));
        }

        /// With other names.
        public Leaf named(GeneralName... others) {
            return new Leaf(List.of(others), from, until, ca, usages);
        }

        /// Valid at another time.
        public Leaf valid(Instant otherFrom, Instant otherUntil) {
            return new Leaf(names, otherFrom, otherUntil, ca, usages);
        }

        /// With the flag of a CA.
        public Leaf asCa() {
            return new Leaf(names, from, until, true, usages);
        }

        /// For other uses.
        public Leaf usable(KeyPurposeId... others) {
            return new Leaf(names, from, until, ca, List.of(others));
        }
    }

    /// A root that signs itself.
    public static TestCa root(String commonName, Instant from, Instant until) {
        KeyPair key = KeyKind.standard().generate();
        X500Name name = new X500Name("CN=" + commonName);
        X509Certificate certificate =
                sign(name, key, name, key.getPublic(), from, until, TestCa::caExtensions);
        return new TestCa(name, key, certificate);
    }

    /// A root that is valid for ten years around a moment.
    public static TestCa root(Instant now) {
        return root("root", now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(3650)));
    }

    /// An authority below this one.
    public TestCa intermediate(String commonName, Instant from, Instant until) {
        KeyPair own = KeyKind.standard().generate();
        X500Name subject = new X500Name("CN=" + commonName);
        X509Certificate signed =
                sign(name, key, subject, own.getPublic(), from, until, TestCa::caExtensions);
        return new TestCa(subject, own, signed);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public String pem() {
        return Pem.write(List.of(certificate));
    }

    /// Signs a key as described.
    public X509Certificate issue(PublicKey subject, Leaf leaf) {
        return sign(
                name,
                key,
                new X500Name(leaf.names().isEmpty() ? "CN=nobody" : ""),
                subject,
                leaf.from(),
                leaf.until(),
                builder -> leafExtensions(builder, leaf));
    }

    /// The key that a request asks a certificate for.
    public static PublicKey keyOf(String csrPem) {
        try (PEMParser parser = new PEMParser(new StringReader(csrPem))) {
            PKCS10CertificationRequest csr = (PKCS10CertificationRequest) parser.readObject();
            return new JcaPEMKeyConverter().getPublicKey(csr.getSubjectPublicKeyInfo());
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void leafExtensions(X509v3CertificateBuilder builder, Leaf leaf) {
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(leaf.ca()));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            if (!leaf.names().isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        true,
                        new GeneralNames(leaf.names().toArray(GeneralName[]::new)));
            }
            if (!leaf.usages().isEmpty()) {
                ASN1Encodable usages =
                        new ExtendedKeyUsage(
                                new ArrayList<>(leaf.usages()).toArray(KeyPurposeId[]::new));
                builder.addExtension(Extension.extendedKeyUsage, false, usages);
            }
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void caExtensions(X509v3CertificateBuilder builder) {
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate sign(
            X500Name issuer,
            KeyPair issuerKey,
            X500Name subject,
            PublicKey key,
            Instant from,
            Instant until,
            Consumer<X509v3CertificateBuilder> extensions) {
        try {
            X509v3CertificateBuilder builder =
                    new X509v3CertificateBuilder(
                            issuer,
                            BigInteger.valueOf(SERIALS.getAndIncrement()),
                            Date.from(from),
                            Date.from(until),
                            subject,
                            SubjectPublicKeyInfo.getInstance(key.getEncoded()));
            extensions.accept(builder);
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(issuerKey.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
