package io.fairlead.ca.authority;

import io.fairlead.ca.authority.Reading.Fault;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Judges whether some files are an authority: complete, matching, allowed to sign, valid now, leading to a root.
public final class AuthorityReader {

    private static final int RSA_BITS_MIN = 2048;
    private static final int KEY_CERT_SIGN = 5;
    private static final int PATH_MAX = 5;
    private static final byte[] PROBE = {1, 2, 3, 4};

    private final Map<String, String> contents;
    private final Instant now;
    private final List<Fault> faults = new ArrayList<>();

    private AuthorityReader(Map<String, String> contents, Instant now) {
        this.contents = contents;
        this.now = now;
    }

    /// @param origin where the files come from, for people
    /// @param contents text by file name
    public static Reading read(String origin, Map<String, String> contents, Instant now) {
        AuthorityReader reader = new AuthorityReader(contents, now);
        List<X509Certificate> signer = reader.certificates(AuthorityFiles.CERTIFICATE);
        List<X509Certificate> roots = reader.certificates(AuthorityFiles.ROOTS);
        List<PrivateKey> keys = reader.keys();
        if (!reader.faults.isEmpty()) {
            return new Reading.Bad(reader.faults);
        }
        X509Certificate certificate = signer.getFirst();
        PrivateKey key = keys.getFirst();
        reader.judge(certificate, key);
        List<X509Certificate> between = new ArrayList<>(signer);
        between.addAll(reader.optionalChain());
        if (!reader.faults.isEmpty()) {
            return new Reading.Bad(reader.faults);
        }
        return reader.path(certificate, between, roots)
                .map(path -> authority(origin, key, path, roots))
                .<Reading>map(Reading.Good::new)
                .orElseGet(() -> new Reading.Bad(reader.faults));
    }

    private static Authority authority(
            String origin,
            PrivateKey key,
            List<X509Certificate> path,
            List<X509Certificate> roots) {
        List<X509Certificate> chain = path.subList(0, path.size() - 1);
        return new Authority(path.getFirst(), key, chain, roots, path.getLast(), origin);
    }

    private List<X509Certificate> certificates(String file) {
        String text = AuthorityFiles.text(contents, file);
        if (text.isBlank()) {
            fault(file, "is missing or empty", "put the PEM certificate there");
            return List.of();
        }
        try {
            return Pem.readCertificates(text);
        } catch (CertificateException e) {
            fault(file, "is no PEM certificate: " + e.getMessage(), "write it anew");
            return List.of();
        }
    }

    private List<X509Certificate> optionalChain() {
        boolean empty = AuthorityFiles.text(contents, AuthorityFiles.CHAIN).isBlank();
        return empty ? List.of() : certificates(AuthorityFiles.CHAIN);
    }

    private List<PrivateKey> keys() {
        String text = AuthorityFiles.text(contents, AuthorityFiles.KEY);
        if (text.isBlank()) {
            fault(AuthorityFiles.KEY, "is missing or empty", "put the PEM private key there");
            return List.of();
        }
        try {
            return List.of(Pem.readPrivateKey(text));
        } catch (IOException e) {
            // Without the cause's words: they may quote the file.
            fault(
                    AuthorityFiles.KEY,
                    "is no PEM private key without a password",
                    "write it anew, as PKCS #8, PKCS #1 or SEC 1");
            return List.of();
        }
    }

    private void judge(X509Certificate certificate, PrivateKey key) {
        Consumer<String> refuse =
                what -> fault(AuthorityFiles.CERTIFICATE, what, "issue a CA certificate anew");
        if (certificate.getBasicConstraints() < 0) {
            refuse.accept("is no CA certificate (basic constraints)");
        }
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[KEY_CERT_SIGN]) {
            refuse.accept("may not sign certificates (key usage)");
        }
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            refuse.accept("expired at " + certificate.getNotAfter().toInstant());
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            fault(
                    AuthorityFiles.CERTIFICATE,
                    "is not valid before " + certificate.getNotBefore().toInstant(),
                    "correct the clock, or wait");
        }
        if (!isStrong(certificate.getPublicKey())) {
            refuse.accept("has a key that is neither ECDSA nor RSA of at least 2048 bits");
        } else if (!matches(certificate.getPublicKey(), key)) {
            fault(
                    AuthorityFiles.KEY,
                    "is not the key of " + AuthorityFiles.CERTIFICATE,
                    "put the key and the certificate there that belong together");
        }
    }

    private static boolean isStrong(PublicKey key) {
        return switch (key) {
            case ECPublicKey _ -> true;
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= RSA_BITS_MIN;
            default -> false;
        };
    }

    private static boolean matches(PublicKey open, PrivateKey secret) {
        if (!open.getAlgorithm().equals(secret.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(SignatureNames.of(open));
            signature.initSign(secret);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /// From the signer to a root, both included.
    private Optional<List<X509Certificate>> path(
            X509Certificate signer, List<X509Certificate> between, List<X509Certificate> roots) {
        if (roots.contains(signer)) {
            return Optional.of(List.of(signer));
        }
        try {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(signer);
            Set<TrustAnchor> anchors =
                    roots.stream()
                            .map(root -> new TrustAnchor(root, null))
                            .collect(Collectors.toSet());
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            parameters.setMaxPathLength(PATH_MAX);
            parameters.addCertStore(
                    CertStore.getInstance(
                            "Collection", new CollectionCertStoreParameters(between)));
            PKIXCertPathBuilderResult found =
                    (PKIXCertPathBuilderResult)
                            CertPathBuilder.getInstance("PKIX").build(parameters);
            List<X509Certificate> path = new ArrayList<>();
            found.getCertPath().getCertificates().forEach(one -> path.add((X509Certificate) one));
            X509Certificate root = found.getTrustAnchor().getTrustedCert();
            path.add(root);
            // Java takes an anchor for good at any time; clients don't.
            if (now.isAfter(root.getNotAfter().toInstant())) {
                fault(
                        AuthorityFiles.ROOTS,
                        "expired at " + root.getNotAfter().toInstant(),
                        "put a root there that is valid");
                return Optional.empty();
            }
            return Optional.of(path);
        } catch (GeneralSecurityException e) {
            fault(
                    AuthorityFiles.ROOTS,
                    "does not vouch for %s (%s)"
                            .formatted(AuthorityFiles.CERTIFICATE, e.getMessage()),
                    "put the root there that issued it, and what lies between into "
                            + AuthorityFiles.CHAIN);
            return Optional.empty();
        }
    }

    private void fault(String file, String what, String fix) {
        faults.add(new Fault(file, what, fix));
    }
}
