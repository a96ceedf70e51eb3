package io.fairlead.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// Certificates for tests, good and bad ones.
///
/// ```java
/// Pki.Ca root = Pki.root("mesh");
/// Pki.Held cart = root.leaf().uri("spiffe://cluster.local/ns/shop/sa/cart").issue();
/// ```
public final class Pki {

    private static final AtomicLong SERIAL = new AtomicLong(1);
    private static final Duration LIFE = Duration.ofHours(24);

    private Pki() {}

    /// A certificate with its key.
    ///
    /// @param chain leaf first, without the root
    public record Held(List<X509Certificate> chain, PrivateKey key) {
        /// The certificate itself.
        public X509Certificate leaf() {
            return chain.getFirst();
        }

        /// The chain as PEM.
        public String chainPem() {
            var text = new StringBuilder();
            chain.forEach(one -> text.append(pem(one)));
            return text.toString();
        }

        /// The key as PEM (PKCS #8).
        public String keyPem() {
            return block("PRIVATE KEY", key.getEncoded());
        }
    }

    /// Something that signs.
    ///
    /// @param above certificates between its own and the root, its own first; empty for a root
    public record Ca(X509Certificate certificate, PrivateKey key, List<X509Certificate> above) {
        /// A leaf with a day of life and both key usages; names have to be added.
        public Leaf leaf() {
            return new Leaf(this);
        }

        /// A leaf of a workload.
        public Held workload(String spiffeId) {
            return leaf().uri(spiffeId).issue();
        }

        /// A CA below this one.
        ///
        /// @param name its common name, or all of its subject
        /// @param below how many CAs may be below that one; negative = any number
        public Ca intermediate(String name, int below) {
            Leaf request =
                    new Leaf(this).subject(name.contains("=") ? name : "CN=" + name).ca(below);
            Held held = request.issue();
            return new Ca(held.leaf(), held.key(), held.chain());
        }

        /// The certificate as PEM.
        public String pem() {
            return Pki.pem(certificate);
        }

        /// A list of certificates of this CA that are revoked; for an hour from this time.
        public X509CRL revoking(Instant from, Held... revoked) {
            String name = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
            var builder = new X509v2CRLBuilder(new X500Name(name), Date.from(from));
            builder.setNextUpdate(Date.from(from.plus(Duration.ofHours(1))));
            for (Held one : revoked) {
                builder.addCRLEntry(
                        one.leaf().getSerialNumber(), Date.from(from), CRLReason.unspecified);
            }
            try {
                var by = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
                return new JcaX509CRLConverter().getCRL(builder.build(by));
            } catch (GeneralSecurityException | OperatorCreationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// A root that signs itself.
    public static Ca root(String name) {
        return root(name, Instant.now().minus(Duration.ofMinutes(2)), LIFE);
    }

    /// A root with a life of its own.
    public static Ca root(String name, Instant from, Duration life) {
        KeyPair keys = keys();
        Leaf request = new Leaf(null).subject("O=" + name).ca(-1).from(from).life(life);
        X509Certificate certificate = request.sign(keys, "O=" + name, keys.getPrivate());
        return new Ca(certificate, keys.getPrivate(), List.of());
    }

    /// What a certificate shall be like.
    public static final class Leaf {
        private final @Nullable Ca issuer;
        private final List<GeneralName> names = new ArrayList<>();
        private Instant from = Instant.now().minus(Duration.ofMinutes(2));
        private Duration life = LIFE;
        private String subject = "";
        private @Nullable List<KeyPurposeId> usages =
                List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
        private boolean ca;
        private int below = -1;

        private Leaf(@Nullable Ca issuer) {
            this.issuer = issuer;
        }

        /// One more URI.
        public Leaf uri(String uri) {
            names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
            return this;
        }

        /// One more DNS name.
        public Leaf dns(String name) {
            names.add(new GeneralName(GeneralName.dNSName, name));
            return this;
        }

        /// One more address.
        public Leaf ip(String address) {
            names.add(new GeneralName(GeneralName.iPAddress, address));
            return this;
        }

        /// One more e-mail address.
        public Leaf email(String address) {
            names.add(new GeneralName(GeneralName.rfc822Name, address));
            return this;
        }

        public Leaf subject(String name) {
            subject = name;
            return this;
        }

        public Leaf from(Instant begin) {
            from = begin;
            return this;
        }

        public Leaf life(Duration time) {
            life = time;
            return this;
        }

        /// It ended an hour ago.
        public Leaf expired() {
            return from(Instant.now().minus(Duration.ofHours(3))).life(Duration.ofHours(2));
        }

        /// It begins in an hour.
        public Leaf notYet() {
            return from(Instant.now().plus(Duration.ofHours(1)));
        }

        /// Only these extended key usages; none = no such extension.
        public Leaf usages(KeyPurposeId... only) {
            usages = only.length == 0 ? null : List.of(only);
            return this;
        }

        /// It says that it is a CA.
        public Leaf ca(int casBelow) {
            ca = true;
            below = casBelow;
            return this;
        }

        /// Signs it.
        public Held issue() {
            KeyPair keys = keys();
            Ca by = issuer;
            if (by == null) {
                X509Certificate own = sign(keys, subject, keys.getPrivate());
                return new Held(List.of(own), keys.getPrivate());
            }
            String name = by.certificate().getSubjectX500Principal().getName(X500Principal.RFC2253);
            List<X509Certificate> chain = new ArrayList<>();
            chain.add(sign(keys, name, by.key()));
            chain.addAll(by.above());
            return new Held(chain, keys.getPrivate());
        }

        private X509Certificate sign(KeyPair keys, String issuerName, PrivateKey signer) {
            try {
                var builder =
                        new JcaX509v3CertificateBuilder(
                                new X500Name(issuerName),
                                BigInteger.valueOf(SERIAL.getAndIncrement()),
                                Date.from(from),
                                Date.from(from.plus(life)),
                                new X500Name(subject),
                                keys.getPublic());
                extensions(builder);
                var by = new JcaContentSignerBuilder("SHA256withECDSA").build(signer);
                return new JcaX509CertificateConverter().getCertificate(builder.build(by));
            } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
                throw new IllegalStateException(e);
            }
        }

        private void extensions(JcaX509v3CertificateBuilder builder) throws CertIOException {
            BasicConstraints constraints =
                    ca && below >= 0 ? new BasicConstraints(below) : new BasicConstraints(ca);
            builder.addExtension(Extension.basicConstraints, true, constraints);
            int signs = ca ? KeyUsage.keyCertSign | KeyUsage.cRLSign : 0;
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | signs));
            if (!ca && usages != null) {
                builder.addExtension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(usages.toArray(KeyPurposeId[]::new)));
            }
            if (!names.isEmpty()) {
                // RFC 5280 4.2.1.6: critical when there is no subject.
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        subject.isEmpty(),
                        new GeneralNames(names.toArray(GeneralName[]::new)));
            }
        }
    }

    /// A leaf that signs itself.
    public static Leaf selfSigned(String subject) {
        return new Leaf(null).subject(subject);
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A certificate as PEM.
    public static String pem(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A list of revoked certificates as PEM.
    public static String pem(X509CRL list) {
        try {
            return block("X509 CRL", list.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String block(String kind, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind);
    }
}
