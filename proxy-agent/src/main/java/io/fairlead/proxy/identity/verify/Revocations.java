package io.fairlead.proxy.identity.verify;

import io.fairlead.proxy.identity.verify.Paths.Broken;
import io.fairlead.proxy.identity.verify.Paths.Found;
import io.fairlead.proxy.identity.verify.Paths.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/// Lists of certificates that were taken back (RFC 5280 5). Once there is one, silence is no consent: each certificate
/// of a way to a root needs a list that is in date and signed by whoever signed the certificate.
///
/// @param lists empty when nobody asks about revocation
record Revocations(List<X509CRL> lists, List<X509Certificate> roots, Instant now) {

    private static final int CRL_SIGN = 6;

    /// The way, which ends when the first of its lists does; or why it is none.
    Found judge(List<X509Certificate> way, Path path) {
        if (lists.isEmpty()) {
            return path;
        }
        Instant until = path.until();
        for (int i = 0; i < way.size(); i++) {
            X509Certificate one = way.get(i);
            List<X509Certificate> above = new ArrayList<>(way.subList(i + 1, way.size()));
            above.addAll(roots);
            Optional<X509CRL> list = listOf(one, above);
            if (list.isEmpty()) {
                return new Broken(
                        Refusal.REVOCATION_UNKNOWN,
                        "there is no list of revoked certificates in date of "
                                + one.getIssuerX500Principal().getName(X500Principal.RFC2253));
            }
            if (list.get().isRevoked(one)) {
                return new Broken(
                        Refusal.REVOKED,
                        "certificate " + one.getSerialNumber().toString(16) + " was revoked");
            }
            Date next = list.get().getNextUpdate();
            if (next != null && next.toInstant().isBefore(until)) {
                until = next.toInstant();
            }
        }
        return new Path(path.from(), until);
    }

    private Optional<X509CRL> listOf(X509Certificate one, List<X509Certificate> above) {
        return lists.stream()
                .filter(list -> list.getIssuerX500Principal().equals(one.getIssuerX500Principal()))
                .filter(this::isInDate)
                // What it could say is that it isn't about all certificates.
                .filter(list -> !list.hasUnsupportedCriticalExtension())
                .filter(list -> above.stream().anyMatch(issuer -> signed(issuer, list)))
                .findFirst();
    }

    private boolean isInDate(X509CRL list) {
        Date next = list.getNextUpdate();
        return !now.isBefore(list.getThisUpdate().toInstant())
                && (next == null || !now.isAfter(next.toInstant()));
    }

    private static boolean signed(X509Certificate issuer, X509CRL list) {
        boolean[] usage = issuer.getKeyUsage();
        if (!issuer.getSubjectX500Principal().equals(list.getIssuerX500Principal())
                || (usage != null && !usage[CRL_SIGN])) {
            return false;
        }
        try {
            list.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
