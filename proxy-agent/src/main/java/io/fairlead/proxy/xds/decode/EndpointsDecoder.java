package io.fairlead.proxy.xds.decode;

import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Endpoints.Locality;
import io.fairlead.proxy.model.Endpoints.LocalityHosts;
import io.fairlead.proxy.model.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `ClusterLoadAssignment` → [Endpoints].
final class EndpointsDecoder {
    private EndpointsDecoder() {}

    static Decoded<Endpoints> decode(ClusterLoadAssignment wire) {
        Notes notes = new Notes(wire.getClusterName());
        if (wire.getClusterName().isEmpty()) {
            notes.at("cluster_name").error("is empty");
        }
        Endpoints endpoints = endpoints(wire, notes);
        for (LocalityHosts locality : endpoints.localities()) {
            for (Host host : locality.hosts()) {
                if (!host.address().isLiteral()) {
                    notes.at("endpoints").error("not an IP address: " + host.address());
                }
            }
        }
        return notes.result(endpoints);
    }

    /// Endpoints that stand in a cluster: they may be names.
    static Endpoints endpoints(ClusterLoadAssignment wire, Notes notes) {
        List<LocalityHosts> localities = new ArrayList<>();
        int hosts = 0;
        for (LocalityLbEndpoints locality : wire.getEndpointsList()) {
            LocalityHosts decoded = locality(locality, notes.at("endpoints"));
            localities.add(decoded);
            hosts += decoded.hosts().size();
        }
        if (hosts > DecodeLimits.HOSTS_MAX) {
            notes.at("endpoints").error(hosts + " hosts, more than " + DecodeLimits.HOSTS_MAX);
        }
        if (!wire.getPolicy().getDropOverloadsList().isEmpty()) {
            notes.at("policy").noEffect("drop_overloads has no effect yet");
        }
        int overprovisioning =
                wire.getPolicy().hasOverprovisioningFactor()
                        ? Values.u32(wire.getPolicy().getOverprovisioningFactor())
                        : Endpoints.OVERPROVISIONING_PERCENT;
        return new Endpoints(wire.getClusterName(), localities, overprovisioning);
    }

    private static LocalityHosts locality(LocalityLbEndpoints wire, Notes notes) {
        List<Host> hosts = new ArrayList<>();
        for (LbEndpoint endpoint : wire.getLbEndpointsList()) {
            host(endpoint, notes.at("lb_endpoints")).ifPresent(hosts::add);
        }
        io.envoyproxy.envoy.config.core.v3.Locality place = wire.getLocality();
        return new LocalityHosts(
                new Locality(place.getRegion(), place.getZone(), place.getSubZone()),
                wire.getPriority(),
                Values.u32(wire.getLoadBalancingWeight()),
                hosts);
    }

    private static Optional<Host> host(LbEndpoint wire, Notes notes) {
        Optional<Address> address = Values.address(wire.getEndpoint().getAddress(), notes);
        return address.map(at ->
                new Host(
                        at,
                        Values.u32(wire.getLoadBalancingWeight()),
                        health(wire.getHealthStatus()),
                        wire.getEndpoint().getHostname(),
                        Values.metadata(wire.getMetadata(), "istio", "workload"),
                        Values.labels(
                                Values.struct(
                                        wire.getMetadata(), "envoy.transport_socket_match"))));
    }

    private static Host.Health health(HealthStatus wire) {
        return switch (wire) {
            case UNKNOWN, HEALTHY, UNRECOGNIZED -> Host.Health.HEALTHY;
            case DEGRADED -> Host.Health.DEGRADED;
            case DRAINING -> Host.Health.DRAINING;
            case UNHEALTHY, TIMEOUT -> Host.Health.UNHEALTHY;
        };
    }
}
