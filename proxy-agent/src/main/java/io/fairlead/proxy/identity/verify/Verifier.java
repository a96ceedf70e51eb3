package io.fairlead.proxy.identity.verify;

import io.fairlead.proxy.identity.verify.Question.Role;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// Judges the certificates of the other side: first the leaf by itself, then its way to a root, then its names. The
/// first thing wrong decides.
public final class Verifier {

    /// Certificates of one chain, the leaf too.
    public static final int CHAIN_MAX = 8;

    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final int KEY_CERT_SIGN = 5;

    private Verifier() {}

    /// @param chain as the other side sent it, leaf first
    public static Verdict judge(List<X509Certificate> chain, Question question, Instant now) {
        if (chain.isEmpty()) {
            return refused(Refusal.NO_CERTIFICATE, "the other side showed no certificate");
        }
        if (chain.size() > CHAIN_MAX) {
            return refused(
                    Refusal.CHAIN_TOO_LONG,
                    "a chain of " + chain.size() + " certificates; at most " + CHAIN_MAX);
        }
        X509Certificate leaf = chain.getFirst();
        try {
            Optional<Verdict.Refused> wrong = leaf(leaf, question);
            if (wrong.isPresent()) {
                return wrong.get();
            }
            return switch (Paths.find(chain, question, now)) {
                case Paths.Broken(Refusal reason, String text) ->
                        refused(reason, text + " (" + name(leaf) + ")");
                case Paths.Path path -> named(chain, question, path);
            };
        } catch (CertificateParsingException | CertificateEncodingException e) {
            return refused(Refusal.MALFORMED_CERTIFICATE, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Verdict.Refused> leaf(X509Certificate leaf, Question question)
            throws CertificateParsingException {
        boolean[] usage = leaf.getKeyUsage();
        boolean signs = usage != null && usage.length > KEY_CERT_SIGN && usage[KEY_CERT_SIGN];
        if (leaf.getBasicConstraints() >= 0 || signs) {
            return Optional.of(
                    refused(Refusal.CA_AS_LEAF, name(leaf) + " is the certificate of a CA"));
        }
        return usable(leaf, question.role(), question.validation().workloads())
                ? Optional.empty()
                : Optional.of(
                        refused(
                                Refusal.MISSING_EKU,
                                name(leaf)
                                        + " isn't meant for a "
                                        + question.role()
                                        + ": extended key usage "
                                        + leaf.getExtendedKeyUsage()));
    }

    /// RFC 5280 4.2.1.12 lets a certificate without the extension be used for anything; one of a workload has to say
    /// it.
    private static boolean usable(X509Certificate leaf, Role role, boolean explicit)
            throws CertificateParsingException {
        List<String> usages = leaf.getExtendedKeyUsage();
        if (usages == null) {
            return !explicit;
        }
        return usages.contains(role.usage()) || usages.contains(ANY_USAGE);
    }

    private static Verdict named(List<X509Certificate> chain, Question question, Paths.Path path)
            throws CertificateParsingException, CertificateEncodingException {
        X509Certificate leaf = chain.getFirst();
        Names names = Names.of(leaf);
        SpiffeId id = null;
        if (question.validation().workloads()) {
            if (names.uris().size() > 1) {
                return refused(
                        Refusal.SEVERAL_SANS,
                        "a workload has one URI, but " + name(leaf) + " has " + names.uris());
            }
            id = names.uris().stream().findFirst().flatMap(SpiffeId::parse).orElse(null);
            if (id == null) {
                return refused(
                        Refusal.NO_SPIFFE_ID,
                        "a workload has a SPIFFE id, but " + name(leaf) + " has " + names.uris());
            }
        }
        Optional<Refusal> mismatch = names.mismatch(question.validation().names(), id);
        if (mismatch.isPresent()) {
            return refused(
                    mismatch.get(),
                    names.all() + " is none of " + Names.wanted(question.validation().names()));
        }
        return new Verdict.Accepted(peer(chain, names, id, path));
    }

    private static Peer peer(
            List<X509Certificate> chain, Names names, @Nullable SpiffeId id, Paths.Path path)
            throws CertificateEncodingException {
        X509Certificate leaf = chain.getFirst();
        return new Peer(
                id,
                names.uris(),
                names.dns(),
                leaf.getSubjectX500Principal().getName(X500Principal.RFC2253),
                sha256(leaf.getEncoded()),
                path.from(),
                path.until(),
                chain);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String name(X509Certificate of) {
        return "certificate " + of.getSerialNumber().toString(16);
    }

    private static Verdict.Refused refused(Refusal reason, String text) {
        return new Verdict.Refused(reason, text);
    }
}
