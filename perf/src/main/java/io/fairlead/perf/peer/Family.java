package io.fairlead.perf.peer;

/// What proxies are asked to carry. A command measures one family.
public enum Family {
    HTTP1,
    /// Without TLS, on both sides.
    HTTP2,
    TCP,
    /// Two proxies in a row, with mutual TLS between them and HTTP/1.1 inside.
    MTLS,
    /// HTTP/1.1 through sidecars that tell nothing, the usual, and everything.
    TELEMETRY
}
