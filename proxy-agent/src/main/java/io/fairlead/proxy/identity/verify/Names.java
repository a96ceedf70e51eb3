package io.fairlead.proxy.identity.verify;

import io.fairlead.proxy.model.PeerValidation.SanMatch;
import io.fairlead.proxy.model.StringMatch;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The alternative names of a certificate. A subject's common name is no name: nobody checked it.
record Names(List<String> uris, List<String> dns, List<String> emails, List<String> addresses) {

    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int ADDRESS = 7;

    static Names of(X509Certificate leaf) throws CertificateParsingException {
        Names names =
                new Names(
                        new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Collection<List<?>> found = leaf.getSubjectAlternativeNames();
        if (found == null) {
            return names;
        }
        for (List<?> one : found) {
            if (one.get(0) instanceof Integer type && one.get(1) instanceof String text) {
                switch (type) {
                    case EMAIL -> names.emails.add(text);
                    case DNS -> names.dns.add(text);
                    case URI -> names.uris.add(text);
                    case ADDRESS -> names.addresses.add(text);
                    default -> {} // X.400 and other names that nobody asks for
                }
            }
        }
        return names;
    }

    List<String> all() {
        List<String> all = new ArrayList<>(uris);
        all.addAll(dns);
        all.addAll(emails);
        all.addAll(addresses);
        return all;
    }

    /// Why none of these conditions holds; empty when one does, or when there are none.
    ///
    /// @param id of a workload: then only it counts, whatever else stands in the certificate
    Optional<Refusal> mismatch(List<SanMatch> wanted, @Nullable SpiffeId id) {
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        boolean held =
                id == null
                        ? wanted.stream().anyMatch(this::holds)
                        : wanted.stream().anyMatch(match -> isAbout(match, id));
        if (held) {
            return Optional.empty();
        }
        boolean stranger = id != null && wanted.stream().noneMatch(match -> sameDomain(match, id));
        return Optional.of(stranger ? Refusal.WRONG_TRUST_DOMAIN : Refusal.SAN_MISMATCH);
    }

    private static boolean isAbout(SanMatch match, SpiffeId id) {
        return switch (match.kind()) {
            case ANY, URI -> match.value().test(id.toString());
            case DNS, EMAIL, IP -> false;
        };
    }

    private static boolean sameDomain(SanMatch match, SpiffeId id) {
        String domain = "spiffe://" + id.trustDomain() + "/";
        return switch (match.value()) {
            case StringMatch.Exact(String value, _) -> isWithin(value, domain);
            case StringMatch.Prefix(String value, _) -> isWithin(value, domain);
            // What isn't a beginning can't tell one domain from another.
            case StringMatch.Suffix _, StringMatch.Contains _, StringMatch.Matches _ -> true;
        };
    }

    private static boolean isWithin(String wanted, String domain) {
        return !wanted.startsWith("spiffe://") || wanted.startsWith(domain);
    }

    private boolean holds(SanMatch match) {
        return switch (match.kind()) {
            case URI -> any(uris, match.value());
            case DNS -> anyDns(match.value());
            case EMAIL -> any(emails, match.value());
            case IP -> any(addresses, match.value());
            case ANY ->
                    any(uris, match.value())
                            || anyDns(match.value())
                            || any(emails, match.value())
                            || any(addresses, match.value());
        };
    }

    private static boolean any(List<String> names, StringMatch match) {
        return names.stream().anyMatch(match::test);
    }

    /// DNS names have no case, and `*.example.com` in a certificate stands for one more label (RFC 6125 6.4.3).
    private boolean anyDns(StringMatch match) {
        if (match instanceof StringMatch.Exact(String wanted, _)) {
            return dns.stream().anyMatch(name -> stands(name, wanted));
        }
        return any(dns, match);
    }

    private static boolean stands(String name, String wanted) {
        String of = name.toLowerCase(Locale.ROOT);
        String host = wanted.toLowerCase(Locale.ROOT);
        if (of.equals(host)) {
            return true;
        }
        int dot = host.indexOf('.');
        return of.startsWith("*.")
                && of.indexOf('.', 2) > 0
                && dot > 0
                && host.substring(dot).equals(of.substring(1));
    }

    /// The conditions, for people.
    static List<String> wanted(List<SanMatch> conditions) {
        return conditions.stream()
                .map(match ->
                        switch (match.value()) {
                            case StringMatch.Exact(String value, _) -> value;
                            case StringMatch.Prefix(String value, _) -> value + "*";
                            case StringMatch.Suffix(String value, _) -> "*" + value;
                            case StringMatch.Contains(String value, _) -> "*" + value + "*";
                            case StringMatch.Matches(var regex) -> regex.text();
                        })
                .toList();
    }
}
