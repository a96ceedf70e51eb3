package io.fairlead.proxy.model;

/// How the bytes of an accepted connection are protected.
public sealed interface ServerTransport {
    /// Not at all.
    record Plain() implements ServerTransport {}

    /// TLS that ends here.
    ///
    /// @param requireClientCertificate mutual TLS: without a certificate there is no connection
    record Tls(TlsSettings settings, boolean requireClientCertificate) implements ServerTransport {}
}
