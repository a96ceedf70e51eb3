package io.fairlead.proxy.model;

/// How the bytes of an accepted connection are protected.
public sealed interface ServerTransport {
    /// Not at all.
    record Plain() implements ServerTransport {}

    /// TLS that this proxy can't terminate yet: the connection is closed.
    ///
    /// @param requireClientCertificate mutual TLS
    record ServerTls(boolean requireClientCertificate) implements ServerTransport {}
}
