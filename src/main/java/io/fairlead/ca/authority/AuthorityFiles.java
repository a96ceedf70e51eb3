package io.fairlead.ca.authority;

import java.util.Map;

/// The names of an authority's files, as in Istio's Secrets.
public final class AuthorityFiles {

    public static final String CERTIFICATE = "ca-cert.pem";
    public static final String KEY = "ca-key.pem";
    public static final String CHAIN = "cert-chain.pem";
    public static final String ROOTS = "root-cert.pem";

    /// The same in a Secret of type `kubernetes.io/tls`.
    private static final Map<String, String> TLS_NAMES =
            Map.of(CERTIFICATE, "tls.crt", KEY, "tls.key", ROOTS, "ca.crt");

    private AuthorityFiles() {}

    /// A file's text under the name that the contents use; empty when it isn't there.
    static String text(Map<String, String> contents, String name) {
        String own = contents.getOrDefault(name, "");
        return own.isBlank() ? contents.getOrDefault(TLS_NAMES.getOrDefault(name, name), "") : own;
    }

    /// What is kept of an authority.
    public static Map<String, String> of(Authority authority) {
        return Map.of(
                CERTIFICATE, Pem.certificate(authority.certificate()),
                KEY, Pem.privateKey(authority.key()),
                CHAIN, Pem.certificates(authority.chain()),
                ROOTS, authority.rootsPem());
    }
}
