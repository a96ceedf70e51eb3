package io.fairlead.proxy.identity.verify;

import io.fairlead.proxy.identity.verify.ReceivedChain.Accepted;
import io.fairlead.proxy.identity.verify.ReceivedChain.Expected;
import io.fairlead.proxy.identity.verify.ReceivedChain.Reason;
import io.fairlead.proxy.identity.verify.ReceivedChain.Refused;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The checks of [ReceivedChain] one after the other; the first that fails gives the reason.
final class ChainCheck {

    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
    private static final int URI_NAME = 6;
    private static final int DIGITAL_SIGNATURE = 0;

    private final List<X509Certificate> chain;
    private final List<X509Certificate> roots;
    private final Expected expected;
    private final X509Certificate leaf;

    ChainCheck(List<X509Certificate> chain, List<X509Certificate> roots, Expected expected) {
        this.chain = chain;
        this.roots = roots;
        this.expected = expected;
        this.leaf = chain.getFirst();
    }

    ReceivedChain verdict() {
        return ownKey().or(this::identity)
                .or(this::time)
                .or(this::usage)
                .or(this::path)
                .map(ReceivedChain.class::cast)
                .orElseGet(() -> new Accepted(chain, roots));
    }

    private Optional<Refused> ownKey() {
        return leaf.getPublicKey().equals(expected.key())
                ? Optional.empty()
                : refuse(Reason.FOREIGN_KEY, "the certificate is for another key than ours");
    }

    private Optional<Refused> identity() {
        List<String> uris;
        try {
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            uris =
                    names == null
                            ? List.of()
                            : names.stream()
                                    .filter(name -> name.getFirst().equals(URI_NAME))
                                    .map(name -> String.valueOf(name.get(1)))
                                    .toList();
        } catch (CertificateParsingException e) {
            return refuse(
                    Reason.NO_SPIFFE_ID, "its alternative names can't be read: " + e.getMessage());
        }
        if (uris.size() != 1) {
            return refuse(
                    Reason.NO_SPIFFE_ID,
                    "the certificate has %d URIs, it has to have one".formatted(uris.size()));
        }
        Optional<SpiffeId> id = SpiffeId.parse(uris.getFirst());
        if (id.isEmpty()) {
            return refuse(
                    Reason.NO_SPIFFE_ID,
                    "the certificate's URI is no SPIFFE ID: " + printable(uris.getFirst()));
        }
        return id.get().equals(expected.id())
                ? Optional.empty()
                : refuse(
                        Reason.OTHER_IDENTITY,
                        ("the certificate is for %s, this pod is %s. Fix: let TRUST_DOMAIN,"
                                        + " POD_NAMESPACE and SERVICE_ACCOUNT of the sidecar be what the"
                                        + " daemon knows of this pod")
                                .formatted(id.get(), expected.id()));
    }

    private Optional<Refused> time() {
        long now = expected.epochMillis();
        if (now < leaf.getNotBefore().toInstant().toEpochMilli()) {
            return refuse(
                    Reason.NOT_YET_VALID,
                    "the certificate is valid from %s, here it is %s. Fix: set the clocks right"
                            .formatted(leaf.getNotBefore().toInstant(), Instant.ofEpochMilli(now)));
        }
        if (now >= leaf.getNotAfter().toInstant().toEpochMilli()) {
            return refuse(
                    Reason.EXPIRED,
                    "the certificate expired at %s, here it is %s. Fix: set the clocks right"
                            .formatted(leaf.getNotAfter().toInstant(), Instant.ofEpochMilli(now)));
        }
        return Optional.empty();
    }

    private Optional<Refused> usage() {
        if (leaf.getBasicConstraints() >= 0) {
            return refuse(Reason.IS_CA, "the certificate is one of a CA, not of a workload");
        }
        boolean[] use = leaf.getKeyUsage();
        if (use != null && !use[DIGITAL_SIGNATURE]) {
            return refuse(Reason.WRONG_USAGE, "the certificate's key may not make signatures");
        }
        List<String> extended;
        try {
            extended = leaf.getExtendedKeyUsage();
        } catch (CertificateParsingException e) {
            return refuse(Reason.WRONG_USAGE, "its usage can't be read: " + e.getMessage());
        }
        boolean both =
                extended != null
                        && extended.contains(SERVER_AUTHENTICATION)
                        && extended.contains(CLIENT_AUTHENTICATION);
        return both
                ? Optional.empty()
                : refuse(
                        Reason.WRONG_USAGE,
                        "the certificate is not for both servers and clients of TLS");
    }

    private Optional<Refused> path() {
        PKIXCertPathValidatorResult result;
        try {
            PKIXParameters parameters =
                    new PKIXParameters(
                            roots.stream()
                                    .map(root -> new TrustAnchor(root, null))
                                    .collect(Collectors.toSet()));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(Instant.ofEpochMilli(expected.epochMillis())));
            CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
            result =
                    (PKIXCertPathValidatorResult)
                            CertPathValidator.getInstance("PKIX").validate(path, parameters);
        } catch (GeneralSecurityException e) {
            return refuse(
                    Reason.UNTRUSTED,
                    "the certificate doesn't lead to the roots that came with it: "
                            + e.getMessage());
        }
        // The JDK takes an anchor as given, whatever its dates.
        @Nullable X509Certificate root = result.getTrustAnchor().getTrustedCert();
        if (root != null
                && expected.epochMillis() >= root.getNotAfter().toInstant().toEpochMilli()) {
            return refuse(
                    Reason.ROOT_EXPIRED,
                    "the root expired at %s. Fix: renew the root of the CA"
                            .formatted(root.getNotAfter().toInstant()));
        }
        return Optional.empty();
    }

    private static Optional<Refused> refuse(Reason reason, String message) {
        return Optional.of(new Refused(reason, message));
    }

    /// Letters that are fit for a log, and not many of them.
    private static String printable(String text) {
        String head = text.length() > 200 ? text.substring(0, 200) + "…" : text;
        return head.replaceAll("[^\\x20-\\x7e…]", "?");
    }
}
