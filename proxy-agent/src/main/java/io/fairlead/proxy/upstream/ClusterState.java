package io.fairlead.proxy.upstream;

import io.fairlead.proxy.meter.ServiceLabels;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.ClientTransport;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Host;
import io.fairlead.proxy.model.ServiceRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One cluster with its hosts, as of one snapshot. Hosts and counters go on from the snapshot before.
public final class ClusterState {

    private final Cluster cluster;
    private final Endpoints endpoints;
    private final List<HostState> hosts;
    private final Circuit circuit;
    private final ServiceLabels service;
    private final AtomicInteger ejections;
    private final Outliers outliers;

    private ClusterState(
            Cluster cluster,
            Endpoints endpoints,
            List<HostState> hosts,
            Circuit circuit,
            AtomicInteger ejections) {
        this.cluster = cluster;
        this.endpoints = endpoints;
        this.hosts = hosts;
        this.circuit = circuit;
        this.ejections = ejections;
        this.service = labels(cluster);
        this.outliers = new Outliers(cluster.outliers(), hosts, ejections);
    }

    /// The state for a cluster; the one before is returned when nothing has changed.
    static ClusterState of(@Nullable ClusterState before, Cluster cluster, Endpoints endpoints) {
        if (before != null
                && before.cluster.equals(cluster)
                && before.endpoints.equals(endpoints)) {
            return before;
        }
        Map<Key, HostState> known = new HashMap<>();
        if (before != null) {
            before.hosts.forEach(
                    state -> known.put(new Key(state.host(), state.transport()), state));
        }
        List<HostState> hosts = new ArrayList<>();
        for (var locality : endpoints.localities()) {
            for (Host host : locality.hosts()) {
                ClientTransport transport = cluster.transport().of(host);
                HostState state = known.remove(new Key(host, transport));
                if (state == null) {
                    state = new HostState(host, transport);
                } else {
                    state.host(host);
                }
                hosts.add(state);
            }
        }
        known.values().forEach(HostState::leave);
        Circuit circuit = before == null ? new Circuit(cluster.limits()) : before.circuit;
        circuit.limit(cluster.limits());
        AtomicInteger ejections = before == null ? new AtomicInteger() : before.ejections;
        return new ClusterState(cluster, endpoints, List.copyOf(hosts), circuit, ejections);
    }

    /// What makes a host the same from one snapshot to the next.
    private record Key(Address address, ClientTransport transport) {
        Key(Host host, ClientTransport transport) {
            this(host.address(), transport);
        }
    }

    private static ServiceLabels labels(Cluster cluster) {
        ServiceRef service = cluster.service();
        return service.equals(ServiceRef.UNKNOWN)
                ? ServiceLabels.ofCluster(cluster.name())
                : new ServiceLabels(service.host(), service.name(), service.namespace());
    }

    public Cluster cluster() {
        return cluster;
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    /// In the order of the endpoints.
    public List<HostState> hosts() {
        return hosts;
    }

    public Circuit circuit() {
        return circuit;
    }

    /// The Service it stands for.
    public ServiceLabels service() {
        return service;
    }

    /// Changes whenever a host is ejected or comes back.
    int ejections() {
        return ejections.get();
    }

    Outliers outliers() {
        return outliers;
    }

    void leave() {
        hosts.forEach(HostState::leave);
    }
}
