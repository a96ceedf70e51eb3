package io.fairlead.proxy.model;

/// How the bytes of a connection to a host are protected.
public sealed interface ClientTransport {
    /// Not at all.
    record Plain() implements ClientTransport {}

    /// TLS that this proxy can't speak yet: connecting fails.
    record ClientTls(String sni) implements ClientTransport {}
}
