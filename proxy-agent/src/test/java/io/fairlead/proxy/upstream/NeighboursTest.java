package io.fairlead.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Host;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who an address is, as far as discovery tells.
class NeighboursTest {

    private static final String CART = "cart-v1;shop;cart;v1;Kubernetes";
    private static final String STAFF = "staff;team;staff;latest;Kubernetes";

    private final Neighbours neighbours = new Neighbours();

    @Test
    void aHostIsKnownByItsAddressWhateverItsPort() {
        WorkloadLabels cart = neighbours.of("10.0.0.1", clusters(host("10.0.0.1", 80, CART)));

        assertThat(cart)
                .isEqualTo(
                        new WorkloadLabels(
                                "cart-v1",
                                "shop",
                                "unknown",
                                "unknown",
                                "cart",
                                "v1",
                                "Kubernetes",
                                "unknown"));
    }

    @Test
    void whoIsInSeveralClustersIsStillOne() {
        var clusters =
                clusters(
                        host("10.0.0.1", 80, CART),
                        host("10.0.0.2", 80, STAFF),
                        host("10.0.0.1", 90, CART));

        assertThat(neighbours.of("10.0.0.1", clusters).workload()).isEqualTo("cart-v1");
        assertThat(neighbours.of("10.0.0.2", clusters).workload()).isEqualTo("staff");
    }

    @Test
    void nobodyIsNamedWhereDiscoverySaysNothingOrSeveralThings() {
        var clusters =
                clusters(
                        host("10.0.0.1", 80, CART),
                        host("10.0.0.1", 81, STAFF),
                        host("10.0.0.2", 80, ""),
                        host("10.0.0.3", 80, "not;five;parts"));

        for (String address : List.of("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4")) {
            assertThat(neighbours.of(address, clusters)).isSameAs(WorkloadLabels.UNKNOWN);
        }
    }

    @Test
    void whatWasFoundIsForgottenWithTheSnapshot() {
        var before = clusters(host("10.0.0.1", 80, CART));
        var after = clusters(host("10.0.0.1", 80, STAFF));
        assertThat(neighbours.of("10.0.0.1", before).workload()).isEqualTo("cart-v1");

        neighbours.forget();

        assertThat(neighbours.of("10.0.0.1", after).workload()).isEqualTo("staff");
    }

    private static Host host(String address, int port, String workload) {
        return new Host(new Address(address, port), 1, Host.Health.HEALTHY, "", workload, Map.of());
    }

    /// Each host in a cluster of its own.
    private static Map<String, ClusterLane> clusters(Host... hosts) {
        return Stream.of(hosts)
                .collect(
                        Collectors.toMap(
                                host -> host.address() + host.workload(), NeighboursTest::lane));
    }

    private static ClusterLane lane(Host host) {
        Endpoints endpoints = Endpoints.of("a", List.of(host));
        Cluster cluster = Cluster.of("a", new Discovery.Static(endpoints));
        return new ClusterLane(ClusterState.of(null, cluster, endpoints), new SplittableRandom(1));
    }
}
