package io.fairlead.proxy.model;

/// How the bytes of a connection to a host are protected.
public sealed interface ClientTransport {
    /// Not at all.
    record Plain() implements ClientTransport {}

    /// TLS that begins here.
    ///
    /// @param sni the server's name in the ClientHello; empty = none
    record Tls(TlsSettings settings, String sni) implements ClientTransport {}
}
