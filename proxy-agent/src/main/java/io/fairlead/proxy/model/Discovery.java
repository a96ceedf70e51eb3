package io.fairlead.proxy.model;

import java.time.Duration;

/// How a cluster finds its hosts.
public sealed interface Discovery {
    /// EDS under this name.
    record Eds(String service) implements Discovery {}

    /// They stand in the cluster.
    record Static(Endpoints endpoints) implements Discovery {}

    /// Names in the cluster, which are looked up.
    ///
    /// @param single only one address of each name is a host; else all are
    record LookedUp(Endpoints endpoints, Duration refresh, Family family, boolean single)
            implements Discovery {}

    /// Which addresses of a name count.
    enum Family {
        /// Of IPv6, or else of IPv4.
        AUTO,
        V4_ONLY,
        V6_ONLY,
        /// Of IPv4, or else of IPv6.
        V4_PREFERRED,
        ALL
    }

    /// The original destination of each connection is its host.
    ///
    /// @param fixedPort replaces its port; zero = its own
    record OriginalDst(int fixedPort) implements Discovery {}
}
