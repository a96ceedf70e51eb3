package io.fairlead.model.identity;

import java.util.regex.Pattern;

/// A workload's identity as Istio writes it: `spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT`.
public record SpiffeId(String trustDomain, String namespace, String serviceAccount) {

    /// Longest identity that the SPIFFE standard lets anybody rely on.
    public static final int LENGTH_MAX = 2048;

    private static final String SCHEME = "spiffe://";
    private static final int TRUST_DOMAIN_MAX = 255;
    private static final int PARTS = 5;

    // Narrow on purpose: what is not in here (NUL, per cent, upper case, @, :) has fooled
    // somebody's comparison before.
    private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9][a-z0-9._-]*");
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern SERVICE_ACCOUNT =
            Pattern.compile(
                    "(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    /// What reading an identity gave.
    public sealed interface Parsed {
        record Known(SpiffeId id) implements Parsed {}

        /// @param reason why it is none
        record Unknown(String reason) implements Parsed {}
    }

    public SpiffeId {
        String reason = reason(trustDomain, namespace, serviceAccount);
        if (!reason.isEmpty()) {
            throw new IllegalArgumentException(reason);
        }
    }

    /// Reads a URI.
    public static Parsed parse(String uri) {
        if (uri.length() > LENGTH_MAX) {
            return new Parsed.Unknown("an identity of more than " + LENGTH_MAX + " characters");
        }
        if (!uri.startsWith(SCHEME)) {
            return new Parsed.Unknown("an identity begins with " + SCHEME);
        }
        String[] parts = uri.substring(SCHEME.length()).split("/", -1);
        if (parts.length != PARTS || !parts[1].equals("ns") || !parts[3].equals("sa")) {
            return new Parsed.Unknown(
                    "an identity is spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT");
        }
        return of(parts[0], parts[2], parts[4]);
    }

    /// Puts an identity together from parts that somebody else wrote.
    public static Parsed of(String trustDomain, String namespace, String serviceAccount) {
        String reason = reason(trustDomain, namespace, serviceAccount);
        return reason.isEmpty()
                ? new Parsed.Known(new SpiffeId(trustDomain, namespace, serviceAccount))
                : new Parsed.Unknown(reason);
    }

    /// True for a name that can stand as trust domain.
    public static boolean isTrustDomain(String name) {
        return name.length() <= TRUST_DOMAIN_MAX && TRUST_DOMAIN.matcher(name).matches();
    }

    /// Empty when all three can stand in an identity.
    private static String reason(String trustDomain, String namespace, String serviceAccount) {
        if (!isTrustDomain(trustDomain)) {
            return "the trust domain is no lower-case DNS name";
        }
        if (!NAMESPACE.matcher(namespace).matches()) {
            return "the namespace is no DNS label";
        }
        return SERVICE_ACCOUNT.matcher(serviceAccount).matches()
                ? ""
                : "the service account is no lower-case DNS name";
    }

    /// The URI.
    @Override
    public String toString() {
        return SCHEME + trustDomain + "/ns/" + namespace + "/sa/" + serviceAccount;
    }
}
