package io.fairlead.proxy.listener;

import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Host;

import java.util.List;

/// Clusters of loopback ports.
final class Clusters {

    private Clusters() {}

    static Cluster of(String name, int port) {
        var hosts = List.of(Host.of("127.0.0.1", port));
        return Cluster.of(name, new Discovery.Static(Endpoints.of(name, hosts)));
    }
}
