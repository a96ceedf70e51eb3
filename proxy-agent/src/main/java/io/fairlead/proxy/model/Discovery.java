package io.fairlead.proxy.model;

import java.time.Duration;

/// How a cluster finds its hosts.
public sealed interface Discovery {
    /// EDS under this name.
    record Eds(String service) implements Discovery {}

    /// They stand in the cluster.
    record Static(Endpoints endpoints) implements Discovery {}

    /// Names in the cluster; every address of the answer is a host.
    record StrictDns(Endpoints endpoints, Duration refresh) implements Discovery {}

    /// Names in the cluster; the first address of the answer is used.
    record LogicalDns(Endpoints endpoints, Duration refresh) implements Discovery {}

    /// The original destination of each connection is its host.
    ///
    /// @param fixedPort replaces its port; zero = its own
    record OriginalDst(int fixedPort) implements Discovery {}
}
