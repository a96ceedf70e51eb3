package io.fairlead.translate.cluster;

import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.fairlead.model.config.Service;
import io.fairlead.model.service.Registration;
import io.fairlead.model.service.Resolution;
import io.fairlead.translate.endpoint.ServiceAssignments;
import io.fairlead.translate.endpoint.ServiceAssignments.Server;
import io.fairlead.translate.input.Reader;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// How the clusters of a service find their endpoints.
sealed interface Finding {
    /// Istio's `dnsRefreshRate`; the time that an answer says counts where it says one.
    Duration REFRESH = Duration.newBuilder().setSeconds(60).build();

    /// They are told.
    record Assigned() implements Finding {}

    /// The client chooses an address.
    record Chosen() implements Finding {}

    /// Clients look their names up.
    ///
    /// @param single one name is one endpoint, however many addresses it has
    /// @param ipv6 addresses of both kinds are of use
    /// @param servers by port of the service
    record LookedUp(boolean single, boolean ipv6, SortedMap<Integer, List<Server>> servers)
            implements Finding {
        public LookedUp {
            servers = new TreeMap<>(servers);
        }

        /// Into one cluster: all endpoints of a port, or those with the labels of a subset.
        @SuppressWarnings(
                "deprecation") // Istio writes how to look names up into the cluster itself.
        void apply(int port, Map<String, String> labels, Cluster.Builder cluster) {
            List<Server> chosen =
                    servers.getOrDefault(port, List.of()).stream()
                            .filter(server -> server.at().hasLabels(labels))
                            .toList();
            ClusterLoadAssignment assignment =
                    ServiceAssignments.assignment(cluster.getName(), chosen);
            // Envoy takes exactly one endpoint for LOGICAL_DNS, and a subset may have none.
            boolean logical = single && chosen.size() == 1;
            cluster.setType(
                            logical
                                    ? Cluster.DiscoveryType.LOGICAL_DNS
                                    : Cluster.DiscoveryType.STRICT_DNS)
                    .setLoadAssignment(assignment)
                    .setDnsRefreshRate(REFRESH)
                    .setRespectDnsTtl(true)
                    .setDnsLookupFamily(
                            ipv6 ? Cluster.DnsLookupFamily.ALL : Cluster.DnsLookupFamily.V4_ONLY);
        }
    }

    static Finding of(Service service, boolean ipv6, Reader reader) {
        if (service.headless()) {
            return new Chosen();
        }
        return service.registration() instanceof Registration.Entry entry
                        && entry.resolution().isByName()
                ? new LookedUp(
                        entry.resolution() == Resolution.DNS_ROUND_ROBIN,
                        ipv6,
                        ServiceAssignments.servers(service, reader))
                : new Assigned();
    }
}
