package io.fairlead.proxy.upstream.balance;

import io.fairlead.proxy.model.Balancer;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Endpoints.LocalityHosts;
import io.fairlead.proxy.model.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/// Picks hosts of one cluster for one event loop. Make a new one when the cluster or its endpoints change.
public final class LoadBalancer {
    /// There is nobody who may get a request.
    public static final int NO_HOST = -1;

    /// The request has no hash; a ring then picks by chance.
    public static final long NO_HASH = 0;

    /// Maglev is a ring of this size here.
    private static final long MAGLEV_RING = 8191;

    private final Cluster cluster;
    private final Endpoints endpoints;
    private final List<Host> hosts;
    private final RandomGenerator random;
    private List<Tiers.Group> groups = List.of();
    private List<GroupPicker> pickers = List.of();
    private int version;
    private boolean built;

    private LoadBalancer(Cluster cluster, Endpoints endpoints, RandomGenerator random) {
        List<Host> all = new ArrayList<>();
        for (LocalityHosts locality : endpoints.localities()) {
            all.addAll(locality.hosts());
        }
        this.cluster = cluster;
        this.endpoints = endpoints;
        this.hosts = List.copyOf(all);
        this.random = random;
    }

    /// @param random chance for one event loop
    public static LoadBalancer of(Cluster cluster, Endpoints endpoints, RandomGenerator random) {
        return new LoadBalancer(cluster, endpoints, random);
    }

    /// All hosts; their index is what [#pick] returns.
    public List<Host> hosts() {
        return hosts;
    }

    /// The host for a request, or [#NO_HOST].
    ///
    /// @param hash of the request, or [#NO_HASH]
    /// @param attempt zero for the first try of a request
    public int pick(HostStates states, long hash, int attempt) {
        if (!built || version != states.version()) {
            rebuild(states);
        }
        if (pickers.isEmpty()) {
            return NO_HOST;
        }
        long chance = random.nextLong();
        long point = hash == NO_HASH ? chance : hash;
        return pickers.get(group(point)).pick(states, chance, point, attempt);
    }

    /// A host that was not tried yet, if one is found with so many further picks; else any.
    ///
    /// @param tried says of a host's index whether it was tried
    public int pickOther(
            HostStates states, long hash, int attempt, IntPredicate tried, int picksMax) {
        int host = pick(states, hash, attempt);
        for (int i = 1; i <= picksMax && host != NO_HOST && tried.test(host); i++) {
            host = pick(states, hash, attempt + i);
        }
        return host;
    }

    private int group(long chance) {
        int count = groups.size();
        if (count == 1) {
            return 0;
        }
        long point = Long.remainderUnsigned(chance * 0x9e3779b97f4a7c15L, Tiers.WHOLE);
        for (int i = 0; i < count; i++) {
            point -= groups.get(i).share();
            if (point < 0) {
                return i;
            }
        }
        return count - 1;
    }

    private void rebuild(HostStates states) {
        groups = Tiers.of(endpoints, cluster.common(), states).groups();
        pickers = groups.stream().map(group -> picker(group.hosts())).toList();
        version = states.version();
        built = true;
    }

    private GroupPicker picker(int[] group) {
        return switch (cluster.balancer()) {
            case Balancer.RoundRobin() -> byTurns(group, false);
            case Balancer.LeastRequest(int choices) ->
                    haveEqualWeights(group) ? leastOf(group, choices) : byTurns(group, true);
            case Balancer.Random(), Balancer.ByCluster() ->
                    (_, chance, _, _) -> group[(int) Long.remainderUnsigned(chance, group.length)];
            case Balancer.RingHash(long min, long max, _) -> new Ring(group, hosts, min, max);
            case Balancer.Maglev(long size) ->
                    new Ring(group, hosts, Math.min(size, MAGLEV_RING), MAGLEV_RING);
        };
    }

    private GroupPicker byTurns(int[] group, boolean byLoad) {
        Turns turns = new Turns(group, hosts, random.nextLong());
        return (states, _, _, _) -> turns.take(states, byLoad);
    }

    private GroupPicker leastOf(int[] group, int choices) {
        return (states, chance, _, _) -> {
            int best = group[(int) Long.remainderUnsigned(chance, group.length)];
            for (int i = 1; i < choices; i++) {
                int other = group[random.nextInt(group.length)];
                if (states.active(other) < states.active(best)) {
                    best = other;
                }
            }
            return best;
        };
    }

    private boolean haveEqualWeights(int[] group) {
        for (int host : group) {
            if (hosts.get(host).weight() != hosts.get(group[0]).weight()) {
                return false;
            }
        }
        return true;
    }
}
