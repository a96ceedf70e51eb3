package io.fairlead.push.node;

/// The outcome of reading a node.
public sealed interface Parsed {
    record Known(Proxy proxy) implements Parsed {}

    /// @param reason told to the client with INVALID_ARGUMENT
    record Unknown(String reason) implements Parsed {}
}
