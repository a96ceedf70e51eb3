package io.fairlead.proxy.identity.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Cipher suites by the names that configuration has for them (OpenSSL's) and those that TLS libraries in Java want.
final class CipherSuites {

    private static final List<String> TLS_1_3 =
            List.of(
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_CHACHA20_POLY1305_SHA256");

    /// Istio's suites of TLS 1.2.
    private static final List<String> DEFAULT =
            List.of(
                    "ECDHE-ECDSA-AES256-GCM-SHA384",
                    "ECDHE-RSA-AES256-GCM-SHA384",
                    "ECDHE-ECDSA-AES128-GCM-SHA256",
                    "ECDHE-RSA-AES128-GCM-SHA256",
                    "AES256-GCM-SHA384",
                    "AES128-GCM-SHA256");

    private static final Map<String, String> NAMES =
            Map.of(
                    "ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "ECDHE-ECDSA-CHACHA20-POLY1305",
                            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                    "AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384",
                    "AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256");

    private CipherSuites() {}

    /// All suites that may be agreed on.
    ///
    /// @param configured of TLS 1.2; empty = Istio's
    static List<String> of(List<String> configured) throws UnusableSecret {
        List<String> suites = new ArrayList<>(TLS_1_3);
        for (String name : configured.isEmpty() ? DEFAULT : configured) {
            String suite = NAMES.get(name);
            if (suite == null) {
                throw new UnusableSecret(
                        new IllegalArgumentException("a cipher suite that isn't known: " + name));
            }
            suites.add(suite);
        }
        return suites;
    }
}
