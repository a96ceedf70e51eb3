package io.fairlead.proxy.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.Vhds;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.fairlead.proxy.http.route.Routes;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.xds.AdsResponse.Item;
import io.fairlead.proxy.xds.subscribe.ResourceType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Route tables whose virtual hosts are resources of their own.
class ApartHostsTest {
    private final ResourceStore store = new ResourceStore(new Limits(1000, 1_000_000, 100));

    @Test
    void aTableIsUsedWhenItsLastHostHasCome() {
        take(ResourceType.ROUTES, item("80", table("80", 0)));
        assertThat(store.accepted().hostless()).containsExactly("80");
        takeHosts(host("80/cart", "cart"));
        assertThat(store.accepted().routes()).isEmpty();
        assertThat(store.accepted().hostless()).containsExactly("80");

        takeHosts(host("80/stock", "stock"), host("80/*", "*"));
        assertThat(store.accepted().hostless()).isEmpty();
        assertThat(hosts("80")).containsExactlyInAnyOrder("80/cart", "80/stock", "80/*");
    }

    @Test
    void hostsMayComeBeforeTheirTable() {
        takeHosts(host("80/cart", "cart"), host("80/*", "*"));
        assertThat(store.accepted().routes()).isEmpty();
        take(ResourceType.ROUTES, item("80", table("80", 0)));
        assertThat(hosts("80")).containsExactlyInAnyOrder("80/cart", "80/*");
    }

    @Test
    void oneHostChangesAndTheOthersStayTheSameObjects() {
        mesh();
        RouteTable before = accepted("80");
        assertThat(accepted("80")).as("nothing changed").isSameAs(before);
        takeHosts(host("80/cart", "cart", "basket"));
        RouteTable after = accepted("80");
        assertThat(find(after, "80/cart").domains()).containsExactly("cart", "basket");
        assertThat(find(after, "80/stock")).isSameAs(find(before, "80/stock"));
        assertThat(before).isNotEqualTo(after);
    }

    @Test
    void aHostIsRemovedByItsNameAndThoseOfOtherTablesStay() {
        mesh();
        take(ResourceType.ROUTES, item("81", table("81", 0)));
        takeHosts(host("81/cart", "cart"), host("81/*", "*"));
        remove("80/cart");
        assertThat(hosts("80")).containsExactlyInAnyOrder("80/stock", "80/*");
        assertThat(hosts("81")).containsExactlyInAnyOrder("81/cart", "81/*");
        assertThat(store.versions().get(ResourceType.VIRTUAL_HOST)).doesNotContainKey("80/cart");
    }

    @Test
    void aBadHostIsRefusedByNameAndItsLastGoodVersionServesOn() {
        mesh();
        VirtualHost bad = host("80/cart", "cart").toBuilder().clearDomains().build();
        Outcome outcome = takeHosts(bad, host("80/stock", "stock", "shelf"));
        assertThat(outcome.text()).contains("80/cart").contains("domains").doesNotContain("stock");
        assertThat(find(accepted("80"), "80/cart").domains()).containsExactly("cart");
        assertThat(find(accepted("80"), "80/stock").domains()).containsExactly("stock", "shelf");
    }

    @Test
    void aNameThatIsNotThatOfTheResourceIsRefused() {
        mesh();
        Outcome outcome = take(ResourceType.VIRTUAL_HOST, item("80/mail", host("mail", "mail")));
        assertThat(outcome.text()).contains("80/mail").contains("must be the name of the resource");
        assertThat(takeHosts(host("mail", "mail")).isGood()).isFalse();
        assertThat(hosts("80")).containsExactlyInAnyOrder("80/cart", "80/stock", "80/*");
    }

    @Test
    void twoHostsOfOneAnswerMayNotHaveTheSameDomain() {
        mesh();
        Outcome outcome = takeHosts(host("80/a", "shared"), host("80/b", "shared"));
        assertThat(outcome.text()).contains("80/b").contains("'shared'").contains("80/a");
        assertThat(hosts("80")).contains("80/a").doesNotContain("80/b");
    }

    @Test
    void aDomainMayMoveFromOneHostToAnother() {
        mesh();
        takeHosts(host("80/stock", "stock", "cart"));
        RouteTable moved = accepted("80");
        assertThat(owner(moved, "cart")).isEqualTo("80/stock");
        takeHosts(host("80/cart", "trolley"));
        assertThat(owner(accepted("80"), "cart")).isEqualTo("80/stock");
        takeHosts(host("80/cart", "cart"), host("80/stock", "stock"));
        assertThat(owner(accepted("80"), "cart")).isEqualTo("80/cart");
    }

    private static String owner(RouteTable table, String domain) {
        Routes.compile(table);
        return table.virtualHosts().stream()
                .filter(host -> host.domains().contains(domain))
                .findFirst()
                .orElseThrow()
                .name();
    }

    @Test
    void hostsThatStandInTheTableAreKept() {
        RouteConfiguration table =
                table("80", 0).toBuilder().addVirtualHosts(host("static", "static")).build();
        take(ResourceType.ROUTES, item("80", table));
        takeHosts(host("80/*", "*"));
        assertThat(hosts("80")).containsExactlyInAnyOrder("static", "80/*");
    }

    @Test
    void whoSetsALimitIsServedWithWhatHasComeByThen() {
        take(ResourceType.ROUTES, item("80", table("80", 2)));
        takeHosts(host("80/cart", "cart"));
        assertThat(store.awaitedHosts()).containsEntry("80", 2_000L);
        store.giveUpOnHosts("80");
        assertThat(hosts("80")).containsExactly("80/cart");
        assertThat(store.awaitedHosts()).isEmpty();
    }

    @Test
    void theStateOfTheWorldHasNoSuchHosts() {
        AdsResponse world =
                new AdsResponse(
                        ResourceType.ROUTES,
                        "1",
                        "n",
                        List.of(new Item("", "1", table("80", 0).toByteString())),
                        List.of());
        assertThat(store.take(world, true, 0).text()).contains("80").contains("delta");
        assertThat(store.accepted().hostless()).isEmpty();
    }

    @Test
    void otherSourcesThanAdsAreRefused() {
        RouteConfiguration table =
                RouteConfiguration.newBuilder()
                        .setName("80")
                        .setVhds(
                                Vhds.newBuilder()
                                        .setConfigSource(ConfigSource.getDefaultInstance()))
                        .build();
        assertThat(take(ResourceType.ROUTES, item("80", table)).text()).contains("ADS only");
    }

    @Test
    void hostsCountAgainstTheLimits() {
        ResourceStore small = new ResourceStore(new Limits(2, 1_000_000, 100));
        Outcome outcome =
                small.take(
                        response(
                                ResourceType.VIRTUAL_HOST,
                                Stream.of("80/a", "80/b", "80/c")
                                        .map(name -> item(name, host(name, name.substring(3))))
                                        .toList()),
                        false,
                        0);
        assertThat(outcome.text()).contains("virtual_host 80/c").contains("at most 2");
    }

    private void mesh() {
        take(ResourceType.ROUTES, item("80", table("80", 0)));
        takeHosts(host("80/cart", "cart"), host("80/stock", "stock"), host("80/*", "*"));
    }

    private RouteTable accepted(String name) {
        return Objects.requireNonNull(store.accepted().routes().get(name));
    }

    private List<String> hosts(String table) {
        return accepted(table).virtualHosts().stream()
                .map(io.fairlead.proxy.model.VirtualHost::name)
                .toList();
    }

    private static io.fairlead.proxy.model.VirtualHost find(RouteTable table, String name) {
        return table.virtualHosts().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Outcome takeHosts(VirtualHost... hosts) {
        return store.take(
                response(
                        ResourceType.VIRTUAL_HOST,
                        Arrays.stream(hosts).map(host -> item(host.getName(), host)).toList()),
                false,
                0);
    }

    private Outcome take(ResourceType type, Item... items) {
        return store.take(response(type, List.of(items)), false, 0);
    }

    private void remove(String name) {
        store.take(
                new AdsResponse(ResourceType.VIRTUAL_HOST, "1", "n", List.of(), List.of(name)),
                false,
                0);
    }

    private static AdsResponse response(ResourceType type, List<Item> items) {
        return new AdsResponse(type, "1", "n", items, List.of());
    }

    private static Item item(String name, Message message) {
        return new Item(name, "1", message.toByteString());
    }

    static RouteConfiguration table(String name, int waitSeconds) {
        return RouteConfiguration.newBuilder()
                .setName(name)
                .setVhds(
                        Vhds.newBuilder()
                                .setConfigSource(
                                        ConfigSource.newBuilder()
                                                .setAds(AggregatedConfigSource.getDefaultInstance())
                                                .setInitialFetchTimeout(
                                                        Duration.newBuilder()
                                                                .setSeconds(waitSeconds))))
                .build();
    }

    static VirtualHost host(String name, String... domains) {
        return Wire.routes("unused", "c").getVirtualHosts(0).toBuilder()
                .setName(name)
                .clearDomains()
                .addAllDomains(List.of(domains))
                .build();
    }
}
