package io.fairlead.minicluster.api.http;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The certificates of a cluster: its own authority, kept in a directory, and what that signs for server and users.
public final class ClusterPki {

    private static final Duration LIFE = Duration.ofDays(365);
    private static final int SERIAL_BITS = 64;

    private final Identity authority;
    private final Instant now;
    private final RandomGenerator random;

    /// A certificate and its key.
    public record Identity(X509Certificate certificate, PrivateKey key) {

        public String certificatePem() {
            try {
                return pem("CERTIFICATE", certificate.getEncoded());
            } catch (GeneralSecurityException unencodable) {
                throw new IllegalStateException(unencodable);
            }
        }

        /// Its first line says which algorithm it is of, which some clients go by.
        public String keyPem() {
            ECPrivateKey ec = (ECPrivateKey) key;
            try {
                return pem(
                        "EC PRIVATE KEY",
                        new org.bouncycastle.asn1.sec.ECPrivateKey(
                                        ec.getParams().getOrder().bitLength(),
                                        ec.getS(),
                                        // Some clients don't work it out.
                                        SubjectPublicKeyInfo.getInstance(
                                                        certificate.getPublicKey().getEncoded())
                                                .getPublicKeyData(),
                                        SECObjectIdentifiers.secp256r1)
                                .getEncoded());
            } catch (IOException unencodable) {
                throw new IllegalStateException(unencodable);
            }
        }
    }

    private ClusterPki(Identity authority, Instant now, RandomGenerator random) {
        this.authority = authority;
        this.now = now;
        this.random = random;
    }

    /// Reads the authority of this directory, or makes one there.
    public static ClusterPki open(Path dir, Instant now, RandomGenerator random)
            throws IOException, GeneralSecurityException {
        Path certificate = dir.resolve("ca.crt");
        Path key = dir.resolve("ca.key");
        if (Files.exists(certificate) && Files.exists(key)) {
            return new ClusterPki(read(certificate, key), now, random);
        }
        KeyPair pair = newKey();
        X500Principal name = new X500Principal("CN=minicluster-ca");
        Identity authority =
                sign(
                        builder(name, name, pair, now, random)
                                .addExtension(
                                        Extension.basicConstraints, true, new BasicConstraints(0)),
                        pair.getPrivate(),
                        pair.getPrivate());
        ClusterPki pki = new ClusterPki(authority, now, random);
        Files.createDirectories(dir);
        Files.writeString(certificate, authority.certificatePem());
        secret(key, pem("PRIVATE KEY", authority.key().getEncoded()));
        return pki;
    }

    /// Writes a file that only its owner may read.
    public static void secret(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    public X509Certificate root() {
        return authority.certificate();
    }

    public String rootPem() {
        return authority.certificatePem();
    }

    /// For the API server, under these names and addresses.
    public Identity server(List<String> addresses, List<String> names)
            throws GeneralSecurityException, IOException {
        return server("kube-apiserver", addresses, names);
    }

    /// For a server, under these names and addresses.
    ///
    /// @param user what it calls itself
    public Identity server(String user, List<String> addresses, List<String> names)
            throws GeneralSecurityException, IOException {
        List<GeneralName> all = new java.util.ArrayList<>();
        addresses.forEach(one -> all.add(new GeneralName(GeneralName.iPAddress, one)));
        names.forEach(one -> all.add(new GeneralName(GeneralName.dNSName, one)));
        KeyPair pair = newKey();
        X509v3CertificateBuilder builder =
                issued("CN=" + user, pair)
                        .addExtension(
                                Extension.subjectAlternativeName,
                                false,
                                new GeneralNames(all.toArray(GeneralName[]::new)))
                        .addExtension(
                                Extension.extendedKeyUsage,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        return sign(builder, pair.getPrivate(), authority.key());
    }

    /// For a user of this name in these groups, as a client.
    public Identity client(String user, String... groups)
            throws GeneralSecurityException, IOException {
        StringBuilder name = new StringBuilder();
        List.of(groups).forEach(group -> name.append("O=").append(group).append(','));
        KeyPair pair = newKey();
        X509v3CertificateBuilder builder =
                issued(name + "CN=" + user, pair)
                        .addExtension(
                                Extension.extendedKeyUsage,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
        return sign(builder, pair.getPrivate(), authority.key());
    }

    /// What a client needs to show this identity and to know the cluster's servers.
    public SSLContext context(Identity own) throws GeneralSecurityException, IOException {
        char[] none = {};
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, none);
        keys.setKeyEntry("own", own.key(), none, new X509Certificate[] {own.certificate(), root()});
        KeyManagerFactory shown =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(keys, none);
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, none);
        roots.setCertificateEntry("root", root());
        TrustManagerFactory trusted =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private X509v3CertificateBuilder issued(String subject, KeyPair pair) {
        return builder(
                authority.certificate().getSubjectX500Principal(),
                new X500Principal(subject),
                pair,
                now,
                random);
    }

    private static X509v3CertificateBuilder builder(
            X500Principal issuer,
            X500Principal subject,
            KeyPair pair,
            Instant now,
            RandomGenerator random) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, java.util.Random.from(random)).add(BigInteger.ONE),
                Date.from(now.minus(Duration.ofMinutes(5))),
                Date.from(now.plus(LIFE)),
                subject,
                pair.getPublic());
    }

    private static Identity sign(
            X509v3CertificateBuilder builder, PrivateKey own, PrivateKey signer)
            throws GeneralSecurityException {
        try {
            return new Identity(
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    builder.build(
                                            new JcaContentSignerBuilder("SHA256withECDSA")
                                                    .build(signer))),
                    own);
        } catch (OperatorCreationException unusable) {
            throw new GeneralSecurityException(unusable);
        }
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static Identity read(Path certificate, Path key)
            throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(certificate)) {
            X509Certificate x509 =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in);
            String body = Files.readString(key).replaceAll("-----[A-Z ]+-----|\\s", "");
            return new Identity(
                    x509,
                    KeyFactory.getInstance("EC")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body))));
        }
    }

    private static String pem(String what, byte[] bytes) {
        String body =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(bytes);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what);
    }
}
