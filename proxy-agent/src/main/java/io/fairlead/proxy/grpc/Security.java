package io.fairlead.proxy.grpc;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;

/// How a connection is protected.
public sealed interface Security {

    /// Not at all.
    Security PLAINTEXT = new Plaintext();

    /// Not at all.
    record Plaintext() implements Security {}

    /// With TLS; the server must show a certificate for this DNS name.
    ///
    /// @param context is asked for each connection, so that renewed roots and certificates are used
    record Tls(String serverName, ContextSource context) implements Security {}

    /// Knows the TLS context of now.
    @FunctionalInterface
    interface ContextSource {

        /// A context that offers `h2` by ALPN; asked on a thread that may wait.
        ///
        /// @throws IOException when there is none, with the reason
        SslContext context() throws IOException;
    }
}
