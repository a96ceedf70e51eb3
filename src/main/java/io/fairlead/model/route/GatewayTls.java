package io.fairlead.model.route;

import java.util.List;

/// How a server of a Gateway shows who it is, and whom it lets in.
///
/// @param credentialName the Secret that holds certificates, instead of files beside the proxy
/// @param caCertCredentialName a Secret of its own for whom to believe; empty for `NAME-cacert`
/// @param subjectAltNames names of clients, of which one must be shown; empty for any
/// @param minTls13 TLS 1.2 is refused
/// @param maxTls12 TLS 1.3 isn't offered
public record GatewayTls(
        Mode mode,
        boolean httpsRedirect,
        String credentialName,
        String caCertCredentialName,
        String serverCertificate,
        String privateKey,
        String caCertificates,
        List<String> subjectAltNames,
        boolean minTls13,
        boolean maxTls12) {
    public GatewayTls {
        subjectAltNames = List.copyOf(subjectAltNames);
    }

    /// Istio's modes.
    public enum Mode {
        PASSTHROUGH,
        SIMPLE,
        MUTUAL,
        AUTO_PASSTHROUGH,
        ISTIO_MUTUAL,
        OPTIONAL_MUTUAL
    }

    /// True when TLS ends at the proxy.
    public boolean ends() {
        return mode != Mode.PASSTHROUGH && mode != Mode.AUTO_PASSTHROUGH;
    }

    /// True when clients may or have to show who they are.
    public boolean asksForClients() {
        return mode == Mode.MUTUAL || mode == Mode.OPTIONAL_MUTUAL || mode == Mode.ISTIO_MUTUAL;
    }
}
