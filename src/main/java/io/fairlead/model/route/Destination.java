package io.fairlead.model.route;

/// Where traffic goes.
///
/// @param host as written; resolve with [Hosts#fqdn]
/// @param subset empty for all of the host
/// @param port 0 when not written: the service's only port
public record Destination(String host, String subset, int port) {}
