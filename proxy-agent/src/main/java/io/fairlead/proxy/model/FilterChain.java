package io.fairlead.proxy.model;

/// What is done with a connection that matches.
///
/// @param name may be empty
public record FilterChain(
        String name, ChainMatch match, ServerTransport transport, Handler handler) {}
