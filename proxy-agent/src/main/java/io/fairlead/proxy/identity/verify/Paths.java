package io.fairlead.proxy.identity.verify;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the way from a leaf to a root, as RFC 5280 6.1 wants it. The arithmetic is the JDK's.
final class Paths {

    private Paths() {}

    /// What was found.
    sealed interface Found {}

    /// A way, and when all of it is valid.
    record Path(Instant from, Instant until) implements Found {}

    record Broken(Refusal reason, String text) implements Found {}

    static Found find(List<X509Certificate> chain, Question question, Instant now) {
        List<X509Certificate> roots = question.roots();
        List<X509Certificate> alive = roots.stream().filter(root -> isAlive(root, now)).toList();
        if (alive.isEmpty()) {
            return roots.isEmpty()
                    ? new Broken(Refusal.UNTRUSTED, "there are no roots to end a chain")
                    : new Broken(Refusal.EXPIRED, "no root is valid at this time");
        }
        List<X509Certificate> shortest = shortest(chain, alive);
        Found found = validate(shortest, alive, question, now);
        if (found instanceof Broken && shortest.size() < chain.size()) {
            // A root that is signed by another one has the same name as what it signs: then only
            // the
            // longer way ends in a root.
            Found whole = validate(withoutRoots(chain, alive), alive, question, now);
            return whole instanceof Path ? whole : found;
        }
        return found;
    }

    private static boolean isAlive(X509Certificate of, Instant now) {
        return !now.isBefore(of.getNotBefore().toInstant())
                && !now.isAfter(of.getNotAfter().toInstant());
    }

    /// From the leaf upwards until a root could have signed. What was sent beside that is ignored (RFC 8446 4.4.2).
    private static List<X509Certificate> shortest(
            List<X509Certificate> chain, List<X509Certificate> roots) {
        List<X509Certificate> path = new ArrayList<>();
        X509Certificate next = chain.getFirst();
        while (next != null) {
            path.add(next);
            next = isSignedByName(next, roots) ? null : issuer(next, chain, path);
        }
        return path;
    }

    private static boolean isSignedByName(X509Certificate of, List<X509Certificate> roots) {
        return roots.stream()
                .anyMatch(
                        root -> root.getSubjectX500Principal().equals(of.getIssuerX500Principal()));
    }

    private static @Nullable X509Certificate issuer(
            X509Certificate of, List<X509Certificate> among, List<X509Certificate> taken) {
        for (X509Certificate one : among) {
            if (one.getSubjectX500Principal().equals(of.getIssuerX500Principal())
                    && !taken.contains(one)) {
                return one;
            }
        }
        return null;
    }

    private static List<X509Certificate> withoutRoots(
            List<X509Certificate> chain, List<X509Certificate> roots) {
        return chain.stream().filter(one -> !roots.contains(one)).toList();
    }

    private static Found validate(
            List<X509Certificate> path,
            List<X509Certificate> roots,
            Question question,
            Instant now) {
        if (path.isEmpty()) {
            return new Broken(Refusal.UNTRUSTED, "a root was shown as a leaf");
        }
        try {
            CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(path);
            CertPathValidator.getInstance("PKIX").validate(certPath, parameters(roots, now));
            return new Revocations(question.revocations(), roots, now).judge(path, lifetime(path));
        } catch (CertPathValidatorException e) {
            int index = e.getIndex();
            String where = index < 0 || index > path.size() ? "" : " at certificate " + index;
            return new Broken(reason(e.getReason()), e.getMessage() + where);
        } catch (GeneralSecurityException e) {
            return new Broken(Refusal.MALFORMED_CERTIFICATE, String.valueOf(e.getMessage()));
        }
    }

    private static PKIXParameters parameters(List<X509Certificate> roots, Instant now)
            throws GeneralSecurityException {
        Set<TrustAnchor> anchors =
                roots.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet());
        var parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        parameters.addCertPathChecker(new CheckedHere());
        return parameters;
    }

    /// A path whose last certificate no root has signed makes the JDK complain about its signature.
    private static Refusal reason(@Nullable Reason reason) {
        if (reason == BasicReason.EXPIRED) {
            return Refusal.EXPIRED;
        }
        if (reason == BasicReason.NOT_YET_VALID) {
            return Refusal.NOT_YET_VALID;
        }
        if (reason == PKIXReason.PATH_TOO_LONG) {
            return Refusal.CHAIN_TOO_LONG;
        }
        return Refusal.UNTRUSTED;
    }

    private static Path lifetime(List<X509Certificate> path) {
        Instant from = Instant.MIN;
        Instant until = Instant.MAX;
        for (X509Certificate one : path) {
            Instant begin = one.getNotBefore().toInstant();
            Instant end = one.getNotAfter().toInstant();
            from = begin.isAfter(from) ? begin : from;
            until = end.isBefore(until) ? end : until;
        }
        return new Path(from, until);
    }

    /// Critical extensions that [Verifier] looks at itself, so that the JDK need not know them.
    private static final class CheckedHere extends PKIXCertPathChecker {
        private static final Set<String> EXTENSIONS = Set.of("2.5.29.17", "2.5.29.37");

        @Override
        public void init(boolean forward) {}

        @Override
        public boolean isForwardCheckingSupported() {
            return true;
        }

        @Override
        public Set<String> getSupportedExtensions() {
            return EXTENSIONS;
        }

        @Override
        public void check(Certificate certificate, Collection<String> unresolved) {
            unresolved.removeAll(EXTENSIONS);
        }
    }
}
