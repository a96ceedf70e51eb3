package io.fairlead.proxy.xds.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Discovery.Family;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Host;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Names in clusters become hosts, on a loop whose time is moved by hand and with a resolver that says what it is told.
final class LookupsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final Map<String, List<String>> told = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Runnable> blocked = new ArrayList<>();
    private int news;
    private final Lookups lookups =
            new Lookups(loop.eventLoop(), blocked::add, this::resolve, () -> news++);

    LookupsTest() {
        loop.freezeTime();
    }

    private List<InetAddress> resolve(String name) throws UnknownHostException {
        asked.add(name);
        List<String> addresses = told.get(name);
        if (addresses == null) {
            throw new UnknownHostException(name);
        }
        return addresses.stream().map(InetAddress::ofLiteral).toList();
    }

    /// Whoever waits for the resolver gets his answer.
    private void answer() {
        List<Runnable> all = List.copyOf(blocked);
        blocked.clear();
        all.forEach(Runnable::run);
        loop.runPendingTasks();
    }

    private void pass(Duration time) {
        loop.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        loop.runScheduledPendingTasks();
        answer();
    }

    private static Cluster cluster(String name, Family family, boolean single, String... hosts) {
        List<Host> all =
                Stream.of(hosts)
                        .map(host ->
                                new Host(
                                        new Address(host, 443),
                                        3,
                                        Host.Health.HEALTHY,
                                        "",
                                        "",
                                        Map.of()))
                        .toList();
        return Cluster.of(
                name, new Discovery.LookedUp(Endpoints.of(name, all), MINUTE, family, single));
    }

    private static Cluster cluster(String name, String... hosts) {
        return cluster(name, Family.V4_ONLY, false, hosts);
    }

    private List<String> hosts(String cluster) {
        Endpoints found = lookups.found(true).get(cluster);
        return found == null
                ? List.of("not yet")
                : found.localities().stream()
                        .flatMap(locality -> locality.hosts().stream())
                        .map(host -> host.address() + " " + host.hostname())
                        .toList();
    }

    @Test
    void everyAddressOfANameIsAHost() {
        told.put("a.example", List.of("192.0.2.1", "192.0.2.2"));
        lookups.want(List.of(cluster("c", "a.example", "198.51.100.1")));
        assertThat(hosts("c")).containsExactly("not yet");
        assertThat(blocked).hasSize(1);
        answer();
        assertThat(hosts("c"))
                .containsExactly(
                        "192.0.2.1:443 a.example", "192.0.2.2:443 a.example", "198.51.100.1:443 ");
        assertThat(news).isEqualTo(1);
        assertThat(lookups.found(true).values())
                .flatExtracting(Endpoints::localities)
                .flatExtracting(Endpoints.LocalityHosts::hosts)
                .allMatch(host -> host.weight() == 3);
    }

    @Test
    void aClusterWaitsForAllOfItsNamesUnlessPatienceIsLost() {
        told.put("a.example", List.of("192.0.2.1"));
        lookups.want(List.of(cluster("c", "a.example", "b.example")));
        blocked.removeFirst().run();
        loop.runPendingTasks();
        assertThat(lookups.found(true)).isEmpty();
        assertThat(lookups.found(false)).containsOnlyKeys("c");
        answer();
        assertThat(hosts("c")).hasSize(1);
    }

    @Test
    void aNameIsAskedForOnceForAllClustersAndAgainAfterAWhile() {
        told.put("a.example", List.of("192.0.2.1"));
        lookups.want(List.of(cluster("c", "a.example"), cluster("d", "a.example")));
        answer();
        lookups.want(List.of(cluster("c", "a.example"), cluster("d", "a.example")));
        answer();
        assertThat(asked).containsExactly("a.example");
        told.put("a.example", List.of("192.0.2.7"));
        pass(MINUTE.minusMillis(1));
        assertThat(asked).hasSize(1);
        pass(Duration.ofMillis(1));
        assertThat(asked).hasSize(2);
        assertThat(hosts("c")).containsExactly("192.0.2.7:443 a.example");
        assertThat(hosts("d")).containsExactly("192.0.2.7:443 a.example");
        assertThat(news).isEqualTo(2);
    }

    @Test
    void theSameAddressesInAnotherOrderAreNoNews() {
        told.put("a.example", List.of("192.0.2.1", "192.0.2.2"));
        lookups.want(List.of(cluster("c", "a.example")));
        answer();
        told.put("a.example", List.of("192.0.2.2", "192.0.2.1"));
        pass(MINUTE);
        assertThat(asked).hasSize(2);
        assertThat(news).isEqualTo(1);
    }

    @Test
    void oneNameIsOneHostWhichStaysAsLongAsItIsNamed() {
        told.put("a.example", List.of("192.0.2.2", "192.0.2.1"));
        lookups.want(List.of(cluster("c", Family.V4_ONLY, true, "a.example")));
        answer();
        assertThat(hosts("c")).containsExactly("192.0.2.2:443 a.example");
        told.put("a.example", List.of("192.0.2.3", "192.0.2.2"));
        pass(MINUTE);
        assertThat(hosts("c")).containsExactly("192.0.2.2:443 a.example");
        told.put("a.example", List.of("192.0.2.3"));
        pass(MINUTE);
        assertThat(hosts("c")).containsExactly("192.0.2.3:443 a.example");
    }

    @Test
    void aResolverThatFailsTakesNoHostAwayAndIsAskedAgainSoon() {
        told.put("a.example", List.of("192.0.2.1"));
        lookups.want(List.of(cluster("c", "a.example")));
        answer();
        told.clear();
        pass(MINUTE);
        assertThat(hosts("c")).containsExactly("192.0.2.1:443 a.example");
        pass(Duration.ofSeconds(5));
        assertThat(asked).hasSize(3);
        assertThat(news).isEqualTo(1);
    }

    @Test
    void aNameThatNobodyKnowsHasNoHostsAndHoldsNobodyUp() {
        lookups.want(List.of(cluster("c", "a.example")));
        answer();
        assertThat(hosts("c")).isEmpty();
        assertThat(news).isEqualTo(1);
        told.put("a.example", List.of("192.0.2.1"));
        pass(Duration.ofSeconds(5));
        assertThat(hosts("c")).hasSize(1);
    }

    @Test
    void whatNoClusterNamesAnyMoreIsNotAskedFor() {
        told.put("a.example", List.of("192.0.2.1"));
        lookups.want(List.of(cluster("c", "a.example")));
        answer();
        lookups.want(List.of(cluster("d", "198.51.100.1")));
        assertThat(lookups.found(true)).containsOnlyKeys("d");
        pass(MINUTE);
        assertThat(asked).hasSize(1);
        lookups.want(List.of());
        assertThat(lookups.found(false)).isEmpty();
    }

    @Test
    void onlyAddressesOfTheFamilyCount() {
        told.put("a.example", List.of("192.0.2.1", "2001:db8::1"));
        told.put("old.example", List.of("192.0.2.9"));
        Map<Family, List<String>> expected =
                Map.of(
                        Family.V4_ONLY, List.of("192.0.2.1:443 a.example"),
                        Family.V6_ONLY, List.of("[2001:db8:0:0:0:0:0:1]:443 a.example"),
                        Family.AUTO, List.of("[2001:db8:0:0:0:0:0:1]:443 a.example"),
                        Family.V4_PREFERRED, List.of("192.0.2.1:443 a.example"),
                        Family.ALL,
                                List.of(
                                        "192.0.2.1:443 a.example",
                                        "[2001:db8:0:0:0:0:0:1]:443 a.example"));
        expected.forEach((family, hosts) -> {
            lookups.want(
                    List.of(
                            cluster("c", family, false, "a.example"),
                            cluster("old", family, false, "old.example")));
            answer();
            assertThat(hosts("c")).as(family.name()).isEqualTo(hosts);
            assertThat(hosts("old")).as(family.name()).hasSize(family == Family.V6_ONLY ? 0 : 1);
        });
    }
}
