package io.fairlead.proxy.upstream.balance;

import io.fairlead.proxy.model.Cluster.BalancerCommon;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Endpoints.LocalityHosts;
import io.fairlead.proxy.model.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Who may get requests just now: the groups of hosts that share, each with its share in 1/10000.
///
/// Priorities fill up as in Envoy: one counts as full as long as healthy share × overprovisioning is at least 100 %;
/// what is missing goes to the next. When all priorities together have less than 100 % and one of them has fewer
/// healthy hosts than the panic threshold, it uses all of its hosts.
///
/// @param groups empty when nobody may get a request
record Tiers(List<Group> groups) {

    static final int WHOLE = 10_000;

    /// Hosts that share.
    static final class Group {
        private final int[] hosts;
        private final int share;

        private Group(int[] hosts, int share) {
            this.hosts = hosts;
            this.share = share;
        }

        /// Indexes of hosts.
        int[] hosts() {
            return hosts;
        }

        /// The share of all requests.
        int share() {
            return share;
        }
    }

    private record Locality(LocalityHosts source, int firstHost) {}

    /// One priority.
    private record Tier(List<Locality> localities, int total, int healthy, boolean degraded) {
        int availability(int overprovisioning) {
            return total == 0 ? 0 : (int) Math.min(100, (long) healthy * overprovisioning / total);
        }
    }

    static Tiers of(Endpoints endpoints, BalancerCommon common, HostStates states) {
        List<Tier> tiers = tiers(endpoints, states);
        int[] available = new int[tiers.size()];
        int sum = 0;
        for (int i = 0; i < available.length; i++) {
            available[i] = tiers.get(i).availability(endpoints.overprovisioningPercent());
            sum += available[i];
        }
        int[] load = sum > 0 ? byAvailability(available, sum) : bySize(tiers);
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < load.length; i++) {
            Tier tier = tiers.get(i);
            boolean few =
                    tier.total > 0
                            && tier.healthy * 100L / tier.total < common.panicThresholdPercent();
            boolean panic = sum < 100 && few;
            if (load[i] > 0) {
                groups.addAll(groups(new Share(tier, load[i], panic), common, states));
            }
        }
        return new Tiers(List.copyOf(groups));
    }

    private static List<Tier> tiers(Endpoints endpoints, HostStates states) {
        TreeMap<Integer, List<Locality>> byPriority = new TreeMap<>();
        int first = 0;
        for (LocalityHosts locality : endpoints.localities()) {
            byPriority
                    .computeIfAbsent(locality.priority(), _ -> new ArrayList<>())
                    .add(new Locality(locality, first));
            first += locality.hosts().size();
        }
        return byPriority.values().stream().map(localities -> tier(localities, states)).toList();
    }

    private static Tier tier(List<Locality> localities, HostStates states) {
        int total = 0;
        int healthy = 0;
        int degraded = 0;
        for (Locality locality : localities) {
            total += locality.source().hosts().size();
            healthy += hosts(locality, Host.Health.HEALTHY, states).size();
            degraded += hosts(locality, Host.Health.DEGRADED, states).size();
        }
        boolean onlyDegraded = healthy == 0 && degraded > 0;
        return new Tier(localities, total, onlyDegraded ? degraded : healthy, onlyDegraded);
    }

    private static int[] byAvailability(int[] available, int sum) {
        int[] load = new int[available.length];
        int left = WHOLE;
        for (int i = 0; i < load.length; i++) {
            int share = sum >= 100 ? available[i] * WHOLE / 100 : available[i] * WHOLE / sum;
            load[i] = Math.min(left, share);
            left -= load[i];
        }
        for (int i = 0; left > 0 && i < load.length; i++) {
            if (load[i] > 0) {
                load[i] += left;
                left = 0;
            }
        }
        return load;
    }

    private static int[] bySize(List<Tier> tiers) {
        int total = tiers.stream().mapToInt(Tier::total).sum();
        return tiers.stream()
                .mapToInt(tier -> total == 0 ? 0 : (int) ((long) tier.total() * WHOLE / total))
                .toArray();
    }

    /// A tier, the part of the traffic that it gets, and whether it uses all of its hosts.
    private record Share(Tier tier, int load, boolean panic) {}

    private static List<Group> groups(Share share, BalancerCommon common, HostStates states) {
        Tier tier = share.tier();
        List<Group> groups = new ArrayList<>();
        List<List<Integer>> usable = new ArrayList<>();
        long[] weights = new long[tier.localities().size()];
        long sum = 0;
        for (int i = 0; i < weights.length; i++) {
            Locality locality = tier.localities().get(i);
            Host.Health health = tier.degraded() ? Host.Health.DEGRADED : Host.Health.HEALTHY;
            List<Integer> hosts = share.panic() ? all(locality) : hosts(locality, health, states);
            usable.add(hosts);
            int size = locality.source().hosts().size();
            long healthyPercent = size == 0 ? 0 : Math.min(100, hosts.size() * 140L / size);
            weights[i] = hosts.isEmpty() ? 0 : locality.source().weight() * healthyPercent;
            sum += weights[i];
        }
        if (!common.localityWeighted() || sum == 0) {
            int[] merged =
                    usable.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray();
            if (merged.length > 0) {
                groups.add(new Group(merged, share.load()));
            }
            return groups;
        }
        for (int i = 0; i < weights.length; i++) {
            int part = (int) (share.load() * weights[i] / sum);
            if (weights[i] > 0) {
                int[] hosts = usable.get(i).stream().mapToInt(Integer::intValue).toArray();
                groups.add(new Group(hosts, Math.max(1, part)));
            }
        }
        return groups;
    }

    private static List<Integer> all(Locality locality) {
        List<Integer> hosts = new ArrayList<>();
        for (int i = 0; i < locality.source().hosts().size(); i++) {
            hosts.add(locality.firstHost() + i);
        }
        return hosts;
    }

    private static List<Integer> hosts(Locality locality, Host.Health health, HostStates states) {
        List<Integer> hosts = new ArrayList<>();
        for (int i = 0; i < locality.source().hosts().size(); i++) {
            int index = locality.firstHost() + i;
            if (locality.source().hosts().get(i).health() == health && !states.isEjected(index)) {
                hosts.add(index);
            }
        }
        return hosts;
    }
}
