package io.fairlead.proxy.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What both ends of a TLS connection have to decide. Keys and certificates are named here, never held.
///
/// @param certificate name of the key pair this side shows (`default`, `file-cert:CHAIN~KEY`); null = none
/// @param alpn protocols in order of preference
/// @param ciphers of TLS 1.2, in OpenSSL's names; empty = Istio's. Those of TLS 1.3 can't be chosen
/// @param groups for key exchange; empty = the library's
public record TlsSettings(
        @Nullable String certificate,
        PeerValidation validation,
        List<String> alpn,
        TlsVersion minimum,
        TlsVersion maximum,
        List<String> ciphers,
        List<String> groups) {

    public TlsSettings {
        alpn = List.copyOf(alpn);
        ciphers = List.copyOf(ciphers);
        groups = List.copyOf(groups);
    }

    /// TLS 1.2 and 1.3 with the defaults for everything else.
    public static TlsSettings of(
            @Nullable String certificate, PeerValidation validation, List<String> alpn) {
        return new TlsSettings(
                certificate,
                validation,
                alpn,
                TlsVersion.TLS_1_2,
                TlsVersion.TLS_1_3,
                List.of(),
                List.of());
    }

    /// The same with other rules for the other side.
    public TlsSettings withValidation(PeerValidation rules) {
        return new TlsSettings(certificate, rules, alpn, minimum, maximum, ciphers, groups);
    }

    /// Versions that may be spoken; older ones never are.
    public enum TlsVersion {
        TLS_1_2("TLSv1.2"),
        TLS_1_3("TLSv1.3");

        private final String wireName;

        TlsVersion(String wireName) {
            this.wireName = wireName;
        }

        /// The name that TLS libraries have for it.
        public String wireName() {
            return wireName;
        }
    }
}
