package io.fairlead.push.session;

import static io.fairlead.push.session.Client.resource;
import static io.fairlead.push.session.Client.target;
import static io.fairlead.push.session.TypeUrl.CLUSTER;
import static io.fairlead.push.session.TypeUrl.ENDPOINT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Thousands of streams ask for thousands of names: what is the same for all of them is kept once.
class SharingTest {
    private static final Target CART =
            target(
                    1,
                    Map.of(
                            CLUSTER, List.of(resource("cart", 1), resource("shop", 1)),
                            ENDPOINT, List.of(resource("cart", 1), resource("shop", 1))));

    private static String named(String text) {
        return String.valueOf(text.toCharArray());
    }

    private static String first(TypeUrl type) {
        return CART.of(type).all().getFirst().name();
    }

    @Test
    void aNameThatAClientAsksForIsTheResourcesOwn() {
        Client client = new Client(CART);
        client.asks(ENDPOINT, named("cart"), named("nobody"));
        client.asksSotw(CLUSTER, named("cart"));

        assertThat(client.watch(ENDPOINT).wanted().names())
                .containsExactlyInAnyOrder("cart", "nobody")
                .anySatisfy(name -> assertThat(name).isSameAs(first(ENDPOINT)));
        assertThat(client.watch(CLUSTER).wanted().names())
                .allSatisfy(name -> assertThat(name).isSameAs(first(CLUSTER)));
    }

    @Test
    void whatAClientSaysThatItHasIsForgottenOnceItIsWhatItShouldHave() {
        Client client = new Client(CART);
        client.has(CLUSTER, Map.of("cart", "v1", "shop", "v1"));
        client.has(ENDPOINT, Map.of("cart", "v1"), "cart");

        assertThat(client.getsNothing()).isTrue();
        assertThat(client.watch(CLUSTER).sent()).isSameAs(CART.of(CLUSTER));
        assertThat(client.watch(CLUSTER).acked()).isSameAs(CART.of(CLUSTER));
        assertThat(client.watch(ENDPOINT).sent()).isSameAs(CART.of(ENDPOINT));

        client.asks(ENDPOINT, "shop");
        assertThat(client.settles()).containsExactly("ClusterLoadAssignment[shop@v1]");
    }

    @Test
    void whatItHasOtherwiseIsKeptUntilThatIsMended() {
        Client client = new Client(CART);
        client.has(CLUSTER, Map.of("cart", "v0", "shop", "v1"));

        assertThat(client.settles()).containsExactly("Cluster[cart@v1]");
        assertThat(client.watch(CLUSTER).acked()).isSameAs(CART.of(CLUSTER));
    }
}
