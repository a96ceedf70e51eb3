package io.fairlead.proxy.identity.verify;

import java.util.Optional;

/// `spiffe://TRUST-DOMAIN/PATH`, checked as the SPIFFE standard has it; the mesh's paths are `ns/NAMESPACE/sa/ACCOUNT`.
///
/// @param path without the slash at its beginning; may be empty
public record SpiffeId(String trustDomain, String path) {

    private static final String SCHEME = "spiffe://";
    private static final int LENGTH_MAX = 2048;
    private static final int TRUST_DOMAIN_LENGTH_MAX = 255;

    public SpiffeId {
        if (!isTrustDomain(trustDomain) || !(path.isEmpty() || isPath(path))) {
            throw new IllegalArgumentException(
                    "not a SPIFFE ID: " + SCHEME + trustDomain + "/" + path);
        }
    }

    /// The identity of a service account.
    public static SpiffeId workload(String trustDomain, String namespace, String account) {
        return new SpiffeId(trustDomain, "ns/" + namespace + "/sa/" + account);
    }

    /// Reads one; empty when it is none, also when it has a port, a query, upper case in the trust domain, escapes, or
    /// a path with empty or relative parts.
    public static Optional<SpiffeId> parse(String uri) {
        if (uri.length() > LENGTH_MAX || !uri.startsWith(SCHEME)) {
            return Optional.empty();
        }
        int slash = uri.indexOf('/', SCHEME.length());
        String trustDomain = uri.substring(SCHEME.length(), slash < 0 ? uri.length() : slash);
        String path = slash < 0 ? "" : uri.substring(slash + 1);
        boolean valid = isTrustDomain(trustDomain) && (slash < 0 || isPath(path));
        return valid ? Optional.of(new SpiffeId(trustDomain, path)) : Optional.empty();
    }

    private static boolean isTrustDomain(String text) {
        if (text.isEmpty() || text.length() > TRUST_DOMAIN_LENGTH_MAX) {
            return false;
        }
        return text.chars()
                .allMatch(c ->
                        (c >= 'a' && c <= 'z') || isDigit(c) || c == '.' || c == '-' || c == '_');
    }

    private static boolean isPath(String text) {
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '/') {
                String part = text.substring(start, i);
                if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                    return false;
                }
                start = i + 1;
            } else if (!isPathCharacter(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPathCharacter(int c) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || isDigit(c) || c == '.' || c == '-' || c == '_';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /// As a URI.
    @Override
    public String toString() {
        return path.isEmpty() ? SCHEME + trustDomain : SCHEME + trustDomain + "/" + path;
    }
}
