package io.fairlead.push.session;

import static io.fairlead.push.session.Client.resource;
import static io.fairlead.push.session.Client.target;
import static io.fairlead.push.session.Client.text;
import static io.fairlead.push.session.TypeUrl.CLUSTER;
import static io.fairlead.push.session.TypeUrl.ENDPOINT;
import static io.fairlead.push.session.TypeUrl.LISTENER;
import static io.fairlead.push.session.TypeUrl.ROUTE;
import static io.fairlead.push.session.TypeUrl.VIRTUAL_HOST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Virtual hosts as resources of their own, in a conversation.
class HostsApartTest {
    private static final Target ONE =
            mesh(1, hosts("80/cart@1", "80/stock@1", "80/*@1"), "80@1", "cart@1", "stock@1");

    private static Target mesh(
            int version, List<Resource> hosts, String routes, String... clusters) {
        return target(
                version,
                Map.of(
                        CLUSTER, hosts(clusters),
                        ENDPOINT, hosts(clusters),
                        LISTENER, hosts(routes.split(",")),
                        ROUTE, hosts(routes.split(",")),
                        VIRTUAL_HOST, hosts));
    }

    private static List<Resource> hosts(String... names) {
        return Arrays.stream(names)
                .map(name -> name.split("@", -1))
                .map(parts -> resource(parts[0], Integer.parseInt(parts[1])))
                .toList();
    }

    private static Client settled() {
        Client client = new Client(ONE);
        client.asks(CLUSTER);
        client.asks(ENDPOINT, "cart", "stock");
        client.asks(LISTENER);
        client.asks(ROUTE, "80");
        client.asks(VIRTUAL_HOST);
        assertThat(client.settles()).endsWith("VirtualHost[80/cart@v1, 80/stock@v1, 80/*@v1]");
        return client;
    }

    @Test
    void oneChangedHostIsAllThatIsSent() {
        Client client = settled();
        client.aim(
                mesh(2, hosts("80/cart@2", "80/stock@1", "80/*@1"), "80@1", "cart@1", "stock@1"));
        assertThat(client.settles()).containsExactly("VirtualHost[80/cart@v2]");
        assertThat(client.session().isQuiet()).isTrue();
    }

    @Test
    void aHostWaitsUntilTheEndpointsOfItsNewClusterAreAcknowledged() {
        Client client = settled();
        client.aim(
                mesh(
                        2,
                        hosts("80/cart@2", "80/stock@1", "80/mail@1", "80/*@1"),
                        "80@1",
                        "cart@1",
                        "stock@1",
                        "mail@1"));
        Answer clusters = client.gets();
        assertThat(text(clusters)).isEqualTo("Cluster[mail@v1]");
        client.acks(clusters);
        assertThat(client.getsNothing()).isTrue();
        client.asks(ENDPOINT, "mail");
        assertThat(client.settles())
                .containsExactly(
                        "ClusterLoadAssignment[mail@v1]", "VirtualHost[80/cart@v2, 80/mail@v1]");
    }

    @Test
    void aClusterGoesAfterTheHostThatNamesIt() {
        Client client = settled();
        client.aim(mesh(2, hosts("80/cart@1", "80/*@1"), "80@1", "cart@1"));
        assertThat(client.settles()).startsWith("VirtualHost[-80/stock]", "Cluster[-stock]");
    }

    @Test
    void whatMovesFromOneHostToAnotherMovesInOneAnswer() {
        Client client = settled();
        client.aim(mesh(2, hosts("80/cart@2", "80/*@1"), "80@2,81@1", "cart@1", "stock@1"));
        Answer listeners = client.gets();
        assertThat(text(listeners)).isEqualTo("Listener[80@v2, 81@v1]");
        Answer routes = client.gets();
        assertThat(text(routes)).isEqualTo("RouteConfiguration[80@v2]");
        assertThat(text(client.gets()))
                .as("neither listener nor route is acknowledged")
                .contains("80/cart@v2", "-80/stock");
    }

    @Test
    void hostsOfARouteThatGoesGoAfterIt() {
        Client client = new Client(mesh(1, hosts("80/*@1", "81/*@1"), "80@1,81@1", "cart@1"));
        client.asks(CLUSTER);
        client.asks(ENDPOINT, "cart");
        client.asks(LISTENER);
        client.asks(ROUTE, "80", "81");
        client.asks(VIRTUAL_HOST);
        client.settles();
        client.aim(mesh(2, hosts("80/*@1"), "80@1", "cart@1"));
        Answer listener = client.gets();
        assertThat(text(listener)).isEqualTo("Listener[-81]");
        assertThat(client.getsNothing()).isTrue();
        client.acks(listener);
        Answer route = client.gets();
        assertThat(route.type()).isEqualTo(ROUTE);
        assertThat(client.getsNothing()).isTrue();
        client.acks(route);
        assertThat(text(client.gets())).isEqualTo("VirtualHost[-81/*]");
    }

    /// A stock Envoy asks for hosts once a stream.
    @Test
    void theHostsOfARouteGoRightBehindEveryAnswerThatCarriesIt() {
        Client client = settled();
        Target next =
                mesh(
                        2,
                        hosts("80/cart@1", "80/stock@1", "81/cart@1", "80/*@1", "81/*@1"),
                        "80@1,81@1",
                        "cart@1",
                        "stock@1");
        client.aim(next);
        assertThat(client.settles())
                .containsExactly("Listener[81@v1]", "VirtualHost[81/cart@v1, 81/*@v1]");
        client.asks(ROUTE, "81");
        assertThat(client.settles())
                .containsExactly("RouteConfiguration[81@v1]", "VirtualHost[81/cart@v1, 81/*@v1]");
    }

    @Test
    void aRefusedHostIsKnownByNameAndTheOthersArrive() {
        Client client = settled();
        client.aim(
                mesh(2, hosts("80/cart@2", "80/stock@2", "80/*@1"), "80@1", "cart@1", "stock@1"));
        client.nacks(client.gets(), "80/cart is bad");
        client.nacks(client.gets(), "80/cart is bad");
        assertThat(client.settles()).containsExactly("VirtualHost[80/stock@v2]");
        assertThat(client.watch(VIRTUAL_HOST).rejected()).containsOnlyKeys("80/cart");
    }

    @Test
    void aReconnectGetsTheHostsThatAreOthersNow() {
        Client client = new Client(ONE);
        client.asks(CLUSTER);
        client.asks(LISTENER);
        client.has(ROUTE, Map.of("80", "v1"), "80");
        client.has(
                VIRTUAL_HOST,
                Map.of("80/cart", "v0", "80/stock", "v1", "80/*", "v1", "80/x", "v1"));
        assertThat(client.settles())
                .filteredOn(told -> told.startsWith("VirtualHost"))
                .containsExactly("VirtualHost[80/cart@v1, -80/x]");
    }
}
