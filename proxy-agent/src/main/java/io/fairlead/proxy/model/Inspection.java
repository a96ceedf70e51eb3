package io.fairlead.proxy.model;

import java.time.Duration;

/// What a listener may find out about a connection before it chooses a filter chain (Envoy's listener filters).
///
/// @param originalDst ask the kernel where the connection was going before it was redirected
/// @param tls on which destination ports the first bytes are searched for a TLS ClientHello
/// @param http on which destination ports the first bytes are searched for an HTTP request line or HTTP/2 preface
/// @param timeout how long to wait for those bytes; zero = for ever
/// @param continueOnTimeout when it ends, go on with what is known (true) or close (false)
public record Inspection(
        boolean originalDst,
        PortMatch tls,
        PortMatch http,
        Duration timeout,
        boolean continueOnTimeout) {

    /// Looks at nothing.
    public static final Inspection NONE =
            new Inspection(false, new PortMatch.None(), new PortMatch.None(), Duration.ZERO, false);
}
