package io.fairlead.model.service;

/// How clients of a ServiceEntry find its servers.
public enum Resolution {
    /// They go where the application wanted to go.
    NONE,
    /// The addresses stand in the entry.
    STATIC,
    /// Every address of a name is a server.
    DNS,
    /// A name is one server, at whichever address it has now.
    DNS_ROUND_ROBIN;

    /// Servers are known by name.
    public boolean isByName() {
        return this == DNS || this == DNS_ROUND_ROBIN;
    }
}
