package io.fairlead.proxy.model;

/// One host of a cluster.
///
/// @param weight at least 1
/// @param hostname a name for it; may be empty
/// @param workload Istio's `name;namespace;canonical service;revision;cluster`; may be empty
/// @param tlsMode `istio` when it has a proxy that speaks mutual TLS; may be empty
public record Host(
        Address address,
        int weight,
        Health health,
        String hostname,
        String workload,
        String tlsMode) {

    public Host {
        weight = Math.max(1, weight);
    }

    /// A healthy host of weight 1.
    public static Host of(String ip, int port) {
        return new Host(new Address(ip, port), 1, Health.HEALTHY, "", "", "");
    }

    /// What discovery says about it.
    public enum Health {
        HEALTHY,
        DEGRADED,
        UNHEALTHY,
        DRAINING
    }
}
