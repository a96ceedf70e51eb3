package io.fairlead.proxy.upstream;

import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.ClientTransport;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Host;
import io.fairlead.proxy.upstream.balance.HostStates;
import io.fairlead.proxy.upstream.balance.LoadBalancer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One cluster as one event loop sees it: whose turn it is, and the pools of its hosts. Everything here is called on
/// that loop.
public final class ClusterLane implements HostStates {

    /// How many original destinations are remembered; the one unused for longest is forgotten.
    static final int ORIGINALS_MAX = 1024;

    private final RandomGenerator random;
    private ClusterState state;
    private LoadBalancer balancer;
    private HostLane[] hosts;
    private final Map<InetSocketAddress, HostLane> originals = new LinkedHashMap<>(16, 0.75f, true);

    ClusterLane(ClusterState state, RandomGenerator random) {
        this.random = random;
        this.state = state;
        this.balancer = LoadBalancer.of(state.cluster(), state.endpoints(), random);
        this.hosts = new HostLane[0];
        lanes(state);
    }

    /// Goes on with the cluster as of another snapshot.
    void next(ClusterState next) {
        if (next == state) {
            return;
        }
        if (!next.cluster().transport().equals(state.cluster().transport())) {
            originals.values().forEach(HostLane::drain);
            originals.clear();
        }
        state = next;
        balancer = LoadBalancer.of(next.cluster(), next.endpoints(), random);
        lanes(next);
    }

    private void lanes(ClusterState next) {
        IdentityHashMap<HostState, HostLane> known = new IdentityHashMap<>();
        for (HostLane lane : hosts) {
            known.put(lane.state(), lane);
        }
        HostLane[] lanes = new HostLane[next.hosts().size()];
        for (int i = 0; i < lanes.length; i++) {
            HostLane lane = known.remove(next.hosts().get(i));
            lanes[i] = lane == null ? new HostLane(next.hosts().get(i)) : lane;
        }
        hosts = lanes;
        known.values().forEach(HostLane::drain);
    }

    /// What all loops share.
    public ClusterState state() {
        return state;
    }

    /// The host for a request or connection; null when there is nobody.
    ///
    /// @param hash of the request, or [LoadBalancer#NO_HASH]
    /// @param attempt zero for the first try
    /// @param original where the client was going, for clusters that go there
    public @Nullable HostLane pick(long hash, int attempt, @Nullable InetSocketAddress original) {
        if (state.cluster().discovery() instanceof Discovery.OriginalDst(int port)) {
            return original == null ? null : original(original, port);
        }
        int picked = balancer.pick(this, hash, attempt);
        return picked == LoadBalancer.NO_HOST ? null : hosts[picked];
    }

    /// A host that was not tried yet, if there is one within so many picks; else any.
    public @Nullable HostLane pickOther(
            long hash, int attempt, List<HostLane> tried, int picksMax) {
        int picked =
                balancer.pickOther(this, hash, attempt, i -> tried.contains(hosts[i]), picksMax);
        return picked == LoadBalancer.NO_HOST ? null : hosts[picked];
    }

    private HostLane original(InetSocketAddress to, int fixedPort) {
        HostLane lane = originals.get(to);
        if (lane == null) {
            if (originals.size() >= ORIGINALS_MAX) {
                Iterator<HostLane> oldest = originals.values().iterator();
                oldest.next().drain();
                oldest.remove();
            }
            int port = fixedPort == 0 ? to.getPort() : fixedPort;
            var address = new Address(to.getAddress().getHostAddress(), port);
            Host host = Host.of(address.host(), port);
            ClientTransport transport = state.cluster().transport().of(host);
            lane = new HostLane(new HostState(host, transport));
            originals.put(to, lane);
        }
        return lane;
    }

    /// All hosts this loop has pools for.
    public List<HostLane> hosts() {
        List<HostLane> all = new ArrayList<>(List.of(hosts));
        all.addAll(originals.values());
        return all;
    }

    void drain() {
        hosts().forEach(HostLane::drain);
    }

    void sweep(long nowNanos) {
        for (HostLane host : hosts) {
            host.sweep(nowNanos);
        }
        if (!originals.isEmpty()) {
            originals.values().forEach(host -> host.sweep(nowNanos));
            originals.values().removeIf(host -> host.connections() == 0 && host.active() == 0);
        }
    }

    @Override
    public int version() {
        return state.ejections();
    }

    @Override
    public boolean isEjected(int host) {
        return hosts[host].state().ejected();
    }

    @Override
    public int active(int host) {
        return hosts[host].active();
    }
}
