package io.fairlead.proxy.listener;

import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Host;
import io.fairlead.proxy.model.OutlierDetection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Clusters of loopback ports.
final class Clusters {

    private Clusters() {}

    static Cluster of(String name, int port) {
        var hosts = List.of(Host.of("127.0.0.1", port));
        return Cluster.of(name, new Discovery.Static(Endpoints.of(name, hosts)));
    }

    /// A cluster whose hosts are left out after so many 5xx in a row.
    static Cluster ejecting(String name, int failures, int... ports) {
        List<Host> hosts = Arrays.stream(ports).mapToObj(p -> Host.of("127.0.0.1", p)).toList();
        Cluster of = Cluster.of(name, new Discovery.Static(Endpoints.of(name, hosts)));
        return new Cluster(
                of.name(),
                of.discovery(),
                of.balancer(),
                of.connectTimeout(),
                of.limits(),
                new OutlierDetection(
                        failures,
                        0,
                        0,
                        false,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(300),
                        50),
                of.protocol(),
                of.transport(),
                of.bindAddress(),
                of.service(),
                of.keepAlive(),
                of.requestsPerConnectionMax(),
                of.connectionIdle(),
                of.common());
    }
}
