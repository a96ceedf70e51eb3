package io.fairlead.proxy.model;

import java.util.Map;

/// One host of a cluster.
///
/// @param weight at least 1
/// @param hostname a name for it; may be empty
/// @param workload Istio's `name;namespace;canonical service;revision;cluster`; may be empty
/// @param transportLabels what [TransportChoice] goes by: `tlsMode: istio` when it has a proxy that speaks mutual TLS
public record Host(
        Address address,
        int weight,
        Health health,
        String hostname,
        String workload,
        Map<String, String> transportLabels) {

    public Host {
        weight = Math.max(1, weight);
        transportLabels = Map.copyOf(transportLabels);
    }

    /// A healthy host of weight 1.
    public static Host of(String ip, int port) {
        return new Host(new Address(ip, port), 1, Health.HEALTHY, "", "", Map.of());
    }

    /// What discovery says about it.
    public enum Health {
        HEALTHY,
        DEGRADED,
        UNHEALTHY,
        DRAINING
    }
}
