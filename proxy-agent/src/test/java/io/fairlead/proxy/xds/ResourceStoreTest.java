package io.fairlead.proxy.xds;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.xds.AdsResponse.Item;
import io.fairlead.proxy.xds.decode.Decoded;
import io.fairlead.proxy.xds.decode.ResourceDecoder;
import io.fairlead.proxy.xds.subscribe.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is kept of responses.
class ResourceStoreTest {

    private static final ByteString NONSENSE = ByteString.copyFromUtf8("\u0007nonsense");

    private final ResourceStore store = new ResourceStore(new Limits(1000, 1_000_000, 100));

    @Test
    void aBadResourceLeavesItsLastGoodVersionAndItsNeighboursArePassedOn() {
        take(ResourceType.CLUSTER, item("a", "1", Wire.edsCluster("a")));
        var outcome =
                take(
                        ResourceType.CLUSTER,
                        new Item("a", "2", NONSENSE),
                        item("b", "2", Wire.edsCluster("b")));
        assertThat(outcome.errors()).hasSize(1);
        assertThat(outcome.text()).contains("cluster").contains("can't be parsed");
        assertThat(store.accepted().clusters()).containsOnlyKeys("a", "b");
        assertThat(store.versions().get(ResourceType.CLUSTER))
                .isEqualTo(Map.of("a", "1", "b", "2"));
    }

    @Test
    void aResponseThatIsRefusedInPartRemovesNothing() {
        take(ResourceType.CLUSTER, item("a", "1", Wire.edsCluster("a")));
        whole(ResourceType.CLUSTER, new Item("b", "2", NONSENSE));
        assertThat(store.accepted().clusters()).containsOnlyKeys("a");
        whole(ResourceType.CLUSTER, item("c", "3", Wire.edsCluster("c")));
        assertThat(store.accepted().clusters()).containsOnlyKeys("c");
    }

    @Test
    void endpointsThatAreRemovedAreAnAnswerNotAWait() {
        take(ResourceType.ENDPOINTS, item("a", "1", Wire.endpoints("a", "10.0.0.1", 80)));
        assertThat(hosts("a")).isEqualTo(1);
        store.take(
                new AdsResponse(ResourceType.ENDPOINTS, "2", "n", List.of(), List.of("a")),
                false,
                0);
        assertThat(store.accepted().endpoints()).isEqualTo(Map.of("a", Endpoints.none("a")));
    }

    @Test
    void givingUpOnEndpointsTouchesOnlyWhatNobodySpokeOf() {
        take(ResourceType.ENDPOINTS, item("a", "1", Wire.endpoints("a", "10.0.0.1", 80)));
        store.giveUpOnEndpoints(Set.of("a", "b"), 0);
        assertThat(hosts("a")).isEqualTo(1);
        assertThat(store.accepted().endpoints().get("b")).isEqualTo(Endpoints.none("b"));
    }

    @Test
    void whatIsNotWantedAnyMoreIsForgotten() {
        take(
                ResourceType.ROUTES,
                item("80", "1", Wire.routes("80", "a")),
                item("81", "1", Wire.routes("81", "a")));
        store.keepOnly(ResourceType.ROUTES, "81"::equals);
        assertThat(store.accepted().routes()).containsOnlyKeys("81");
        assertThat(store.received().stream().map(one -> one.name())).containsExactly("81");
    }

    @Test
    void moreResourcesThanTheBoundAreRefusedAndItIsSaidWhy() {
        ResourceStore small = new ResourceStore(new Limits(2, 1_000_000, 100));
        Outcome outcome =
                small.take(response(ResourceType.CLUSTER, clusters("1", "a", "b", "c")), false, 0);
        assertThat(outcome.text())
                .isEqualTo(
                        "cluster c: : this proxy holds 2 resources of this kind, and takes at most 2;"
                                + " narrow with a Sidecar resource what this workload needs (egress"
                                + " hosts), or give its proxy more memory (-Xmx)");
        assertThat(small.accepted().clusters()).containsOnlyKeys("a", "b");
        // A new version of what is there takes no more room, and a place that is left is a place.
        assertThat(
                        small.take(
                                        response(ResourceType.CLUSTER, clusters("2", "a", "b")),
                                        false,
                                        0)
                                .isGood())
                .isTrue();
        small.take(
                new AdsResponse(ResourceType.CLUSTER, "v", "n", List.of(), List.of("a")), false, 0);
        assertThat(
                        small.take(response(ResourceType.CLUSTER, clusters("1", "c")), false, 0)
                                .isGood())
                .isTrue();
        assertThat(small.accepted().clusters()).containsOnlyKeys("b", "c");
    }

    /// A hundred bytes of them could fill the memory.
    @Test
    void regularExpressionsWeighWhatTheyTakeNotWhatIsWritten() {
        ResourceStore small = new ResourceStore(new Limits(1000, 402_000, 100));
        Outcome outcome =
                small.take(
                        response(
                                ResourceType.ROUTES,
                                List.of(
                                        item("80", "1", matching("80", "/(a{1000}){9}")),
                                        item("81", "1", matching("81", "/(b{1000}){9}")))),
                        false,
                        0);
        assertThat(outcome.text())
                .contains(
                        "routes 81",
                        "for the programs of its regular expressions",
                        "at most 402000");
        assertThat(small.accepted().routes()).containsOnlyKeys("80");
    }

    private static RouteConfiguration matching(String name, String regex) {
        RouteConfiguration.Builder routes = Wire.routes(name, "a").toBuilder();
        routes.getVirtualHostsBuilder(0)
                .getRoutesBuilder(0)
                .getMatchBuilder()
                .setSafeRegex(RegexMatcher.newBuilder().setRegex(regex));
        return routes.build();
    }

    @Test
    void moreBytesThanTheBoundAreRefusedAcrossAllKinds() {
        long bytes = cost(Wire.edsCluster("a").toByteString());
        ResourceStore small = new ResourceStore(new Limits(1000, 3L * bytes, 100));
        assertThat(
                        small.take(
                                        response(
                                                ResourceType.CLUSTER, clusters("1", "a", "b", "c")),
                                        false,
                                        0)
                                .isGood())
                .isTrue();
        Outcome outcome =
                small.take(
                        response(
                                ResourceType.ENDPOINTS,
                                List.of(item("a", "1", Wire.endpoints("a", "10.0.0.1", 80)))),
                        false,
                        0);
        assertThat(outcome.text())
                .contains("endpoints a")
                .contains("it takes at most " + 3 * bytes);
        small.keepOnly(ResourceType.CLUSTER, "b"::equals);
        assertThat(
                        small.take(
                                        response(ResourceType.CLUSTER, clusters("1", "x", "y")),
                                        false,
                                        0)
                                .isGood())
                .isTrue();
        assertThat(
                        small.take(response(ResourceType.CLUSTER, clusters("1", "z")), false, 0)
                                .isGood())
                .isFalse();
    }

    private static long cost(ByteString cluster) {
        return switch (ResourceDecoder.cluster(cluster)) {
            case Decoded.Accepted<Cluster>(var value, _, _) -> HeapCost.of(value, cluster.size());
            case Decoded.Rejected<Cluster> refused -> throw new AssertionError(refused);
        };
    }

    /// Three bytes of a name make a text and its places in two indexes.
    @Test
    void whatIsShortOnTheWireWeighsWhatItTakesInMemory() {
        VirtualHost.Builder host = VirtualHost.newBuilder().setName("80/many");
        IntStream.range(0, 10_000).forEach(i -> host.addDomains(Integer.toString(i, 36)));
        ResourceStore small = new ResourceStore(new Limits(1000, 1_000_000, 100));
        Item item = item("80/many", "1", host.build());
        assertThat(item.bytes().size()).isLessThan(60_000);
        assertThat(small.take(response(ResourceType.VIRTUAL_HOST, List.of(item)), false, 0).text())
                .contains("virtual_host 80/many", "it takes at most 1000000");
    }

    @Test
    void ofManyProblemsSomeAreToldAndTheOthersCounted() {
        ResourceStore small = new ResourceStore(new Limits(1000, 1_000_000, 2));
        Item bad = new Item("a", "1", NONSENSE);
        Outcome outcome =
                small.take(
                        response(ResourceType.CLUSTER, List.of(bad, bad, bad, bad, bad)), false, 0);
        assertThat(outcome.errors()).hasSize(2);
        assertThat(outcome.text()).endsWith("and 3 more problems");
    }

    private static AdsResponse response(ResourceType type, List<Item> items) {
        return new AdsResponse(type, "v", "n", items, List.of());
    }

    private static List<Item> clusters(String version, String... names) {
        return Stream.of(names).map(name -> item(name, version, Wire.edsCluster(name))).toList();
    }

    private int hosts(String service) {
        return requireNonNull(store.accepted().endpoints().get(service)).size();
    }

    private static Item item(String name, String version, Message message) {
        return new Item(name, version, message.toByteString());
    }

    private Outcome take(ResourceType type, Item... items) {
        return store.take(new AdsResponse(type, "v", "n", List.of(items), List.of()), false, 0);
    }

    private void whole(ResourceType type, Item... items) {
        store.take(new AdsResponse(type, "v", "n", List.of(items), List.of()), true, 0);
    }
}
