package io.fairlead.proxy.model;

import java.util.List;

/// The hosts of a cluster (EDS, or inline).
///
/// @param overprovisioningPercent a priority is full as long as healthy share × this is at least 100
public record Endpoints(
        String cluster, List<LocalityHosts> localities, int overprovisioningPercent) {
    /// Envoy's default.
    public static final int OVERPROVISIONING_PERCENT = 140;

    public Endpoints {
        localities = List.copyOf(localities);
    }

    /// No hosts.
    public static Endpoints none(String cluster) {
        return new Endpoints(cluster, List.of(), OVERPROVISIONING_PERCENT);
    }

    /// Hosts of one unnamed locality.
    public static Endpoints of(String cluster, List<Host> hosts) {
        return new Endpoints(
                cluster,
                List.of(new LocalityHosts(Locality.NONE, 0, 0, hosts)),
                OVERPROVISIONING_PERCENT);
    }

    /// How many hosts there are, healthy or not.
    public int size() {
        int hosts = 0;
        for (LocalityHosts locality : localities) {
            hosts += locality.hosts().size();
        }
        return hosts;
    }

    /// Hosts of one place.
    ///
    /// @param priority zero is used first
    /// @param weight among localities of one priority; zero = not given
    public record LocalityHosts(Locality locality, int priority, int weight, List<Host> hosts) {
        public LocalityHosts {
            hosts = List.copyOf(hosts);
        }
    }

    /// A place; each part may be empty.
    public record Locality(String region, String zone, String subzone) {
        public static final Locality NONE = new Locality("", "", "");
    }
}
