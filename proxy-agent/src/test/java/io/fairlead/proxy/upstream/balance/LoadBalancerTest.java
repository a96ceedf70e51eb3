package io.fairlead.proxy.upstream.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Balancer;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Endpoints.Locality;
import io.fairlead.proxy.model.Endpoints.LocalityHosts;
import io.fairlead.proxy.model.Host;
import io.fairlead.proxy.model.Host.Health;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which host gets a request. Chance is seeded.
class LoadBalancerTest {

    private static final int PICKS = 10_000;
    private static final Balancer ROUND_ROBIN = new Balancer.RoundRobin();

    @Test
    void roundRobinTakesTurns() {
        LoadBalancer balancer = balancer(ROUND_ROBIN, hosts(1, 1, 1));
        List<Integer> turn = List.of(next(balancer), next(balancer), next(balancer));
        assertThat(turn).containsExactlyInAnyOrder(0, 1, 2);
        for (int i = 0; i < 9; i++) {
            assertThat(next(balancer)).isEqualTo(turn.get(i % 3));
        }
    }

    @Test
    void roundRobinKeepsWeights() {
        assertThat(picks(balancer(ROUND_ROBIN, hosts(3, 1)), HostStates.IDLE))
                .containsExactly(7500, 2500);
    }

    @Test
    void randomIsEven() {
        int[] picks = picks(balancer(new Balancer.Random(), hosts(1, 1, 1, 1)), HostStates.IDLE);
        for (int count : picks) {
            assertThat(count).isBetween(2300, 2700);
        }
    }

    @Test
    void leastRequestPrefersTheIdler() {
        var states = new States(3);
        states.active[0] = 5;
        int[] picks = picks(balancer(Balancer.LeastRequest.DEFAULT, hosts(1, 1, 1)), states);
        // Both choices have to fall on host 0 for it to be taken: one in nine.
        assertThat(picks[0]).isBetween(900, 1350);
        assertThat(picks[1]).isBetween(4000, 4900);
    }

    @Test
    void leastRequestWithWeightsCountsWhatIsUnderWay() {
        var states = new States(2);
        states.active[0] = 3;
        int[] picks = picks(balancer(Balancer.LeastRequest.DEFAULT, hosts(2, 1)), states);
        // Turns cost active + 1, over the weight: 4/2 against 1/1.
        assertThat(picks[1]).isBetween(6500, 6800);
    }

    @Test
    void aHashStaysOnItsHostAndMostStayWhenAnotherHostLeaves() {
        LoadBalancer three = balancer(Balancer.RingHash.DEFAULT, hosts(1, 1, 1));
        LoadBalancer two = balancer(Balancer.RingHash.DEFAULT, hosts(1, 1));
        int stayed = 0;
        for (int i = 0; i < PICKS; i++) {
            long hash = XxHash64.hash("user-" + i);
            int host = three.pick(HostStates.IDLE, hash, 0);
            assertThat(three.pick(HostStates.IDLE, hash, 0)).isEqualTo(host);
            stayed += two.pick(HostStates.IDLE, hash, 0) == host ? 1 : 0;
        }
        // By chance it would be a third; the requests of the host that left (a third) can't stay.
        assertThat(stayed).isBetween(5000, 6700);
    }

    @Test
    void aRingKeepsWeights() {
        LoadBalancer balancer = balancer(Balancer.RingHash.DEFAULT, hosts(3, 1));
        int first = 0;
        for (int i = 0; i < PICKS; i++) {
            first += balancer.pick(HostStates.IDLE, XxHash64.hash("u" + i), 0) == 0 ? 1 : 0;
        }
        assertThat(first).isBetween(7000, 8000);
    }

    @Test
    void withoutAHashARingPicksByChance() {
        int[] picks = picks(balancer(Balancer.RingHash.DEFAULT, hosts(1, 1)), HostStates.IDLE);
        assertThat(picks[0]).isBetween(4500, 5500);
    }

    @ParameterizedTest(name = "xxHash64 of \"{0}\" is {1}")
    @CsvSource({
        "'', ef46db3751d8e999",
        "a, d24ec4f1a98c6e5b",
        "abc, 44bc2cf5ad770999",
        "Nobody inspects the spammish repetition, fbcea83c8a378bf1",
    })
    void theHashIsTheOneOfTheBook(String text, String hex) {
        assertThat(Long.toHexString(XxHash64.hash(text))).isEqualTo(hex);
    }

    @Test
    void whoIsLeftOutGetsNothing() {
        var states = new States(3);
        LoadBalancer balancer = balancer(ROUND_ROBIN, hosts(1, 1, 1));
        states.eject(1);
        assertThat(picks(balancer, states)).containsExactly(5000, 0, 5000);
        states.readmit(1);
        assertThat(picks(balancer, states)[1]).isBetween(3300, 3400);
    }

    @Test
    void inPanicEveryHostIsUsed() {
        var states = new States(3);
        states.eject(0);
        states.eject(1);
        assertThat(picks(balancer(ROUND_ROBIN, hosts(1, 1, 1)), states)[0]).isBetween(3300, 3400);
    }

    @Test
    void nobodyIsThereToPick() {
        assertThat(next(balancer(ROUND_ROBIN, List.of()))).isEqualTo(LoadBalancer.NO_HOST);
    }

    @ParameterizedTest(name = "{0} of 10 healthy in priority 0: {1} % of the requests")
    @CsvSource({"10, 100", "8, 100", "7, 98", "5, 70", "0, 0"})
    void whatAPriorityCannotTakeGoesToTheNext(int healthy, int percent) {
        List<Host> first = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            first.add(host(i, 1, i < healthy ? Health.HEALTHY : Health.UNHEALTHY));
        }
        Endpoints endpoints =
                new Endpoints(
                        "c",
                        List.of(
                                new LocalityHosts(Locality.NONE, 0, 0, first),
                                new LocalityHosts(
                                        Locality.NONE, 1, 0, List.of(host(20, 1, Health.HEALTHY)))),
                        Endpoints.OVERPROVISIONING_PERCENT);
        int[] picks = picks(balancer(ROUND_ROBIN, endpoints), HostStates.IDLE);
        int toFirst = PICKS - picks[10];
        assertThat(toFirst / 100.0).isBetween(percent - 2.0, percent + 2.0);
    }

    @Test
    void aRetryGoesToAnotherHostWhereThereIsOne() {
        LoadBalancer balancer = balancer(ROUND_ROBIN, hosts(1, 1, 1));
        Set<Integer> tried = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            int host = balancer.pickOther(HostStates.IDLE, 0, i, tried::contains, 5);
            assertThat(tried.add(host)).isTrue();
        }
        assertThat(balancer.pickOther(HostStates.IDLE, 0, 3, tried::contains, 5)).isNotNegative();
    }

    private static int next(LoadBalancer balancer) {
        return balancer.pick(HostStates.IDLE, LoadBalancer.NO_HASH, 0);
    }

    private static int[] picks(LoadBalancer balancer, HostStates states) {
        int[] counts = new int[balancer.hosts().size()];
        for (int i = 0; i < PICKS; i++) {
            counts[balancer.pick(states, LoadBalancer.NO_HASH, 0)]++;
        }
        return counts;
    }

    private static List<Host> hosts(int... weights) {
        List<Host> hosts = new ArrayList<>();
        for (int weight : weights) {
            hosts.add(host(hosts.size(), weight, Health.HEALTHY));
        }
        return hosts;
    }

    private static Host host(int number, int weight, Health health) {
        return new Host(new Address("10.0.0." + number, 80), weight, health, "", "", Map.of());
    }

    private static LoadBalancer balancer(Balancer kind, List<Host> hosts) {
        return balancer(kind, Endpoints.of("c", hosts));
    }

    private static LoadBalancer balancer(Balancer kind, Endpoints endpoints) {
        Cluster cluster = Cluster.of("c", new Discovery.Eds("c")).withBalancer(kind);
        return LoadBalancer.of(cluster, endpoints, new SplittableRandom(11));
    }

    private static final class States implements HostStates {
        private final int[] active;
        private final boolean[] ejected;
        private int version;

        States(int hosts) {
            active = new int[hosts];
            ejected = new boolean[hosts];
        }

        void eject(int host) {
            ejected[host] = true;
            version++;
        }

        void readmit(int host) {
            ejected[host] = false;
            version++;
        }

        @Override
        public int version() {
            return version;
        }

        @Override
        public boolean isEjected(int host) {
            return ejected[host];
        }

        @Override
        public int active(int host) {
            return active[host];
        }
    }
}
