package io.fairlead.push.session;

import static io.fairlead.push.session.Client.resource;
import static io.fairlead.push.session.Client.target;
import static io.fairlead.push.session.Client.text;
import static io.fairlead.push.session.TypeUrl.CLUSTER;
import static io.fairlead.push.session.TypeUrl.ENDPOINT;
import static io.fairlead.push.session.TypeUrl.LISTENER;
import static io.fairlead.push.session.TypeUrl.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionTest {

    private static final TypeUrl UNKNOWN = new TypeUrl("type.googleapis.com/acme.Thing");

    private static final Target CART =
            target(
                    1,
                    Map.of(
                            CLUSTER, List.of(resource("cart", 1), resource("blackhole", 1)),
                            ENDPOINT, List.of(resource("cart", 1)),
                            LISTENER, List.of(resource("80", 1)),
                            ROUTE, List.of(resource("web", 1))));

    /// Of [#CART], with another service and a route that uses it.
    private static final Target CART_AND_SHOP =
            target(
                    2,
                    Map.of(
                            CLUSTER,
                            List.of(
                                    resource("cart", 1),
                                    resource("shop", 1),
                                    resource("blackhole", 1)),
                            ENDPOINT,
                            List.of(resource("cart", 1), resource("shop", 1)),
                            LISTENER,
                            List.of(resource("80", 1)),
                            ROUTE,
                            List.of(resource("web", 2))));

    private static Client settled(Target target) {
        Client client = new Client(target);
        client.asks(CLUSTER);
        client.asks(
                ENDPOINT,
                target.of(ENDPOINT).all().stream().map(Resource::name).toArray(String[]::new));
        client.asks(LISTENER);
        client.asks(ROUTE, "web");
        client.settles();
        return client;
    }

    @Test
    void clustersComeBeforeEndpointsBeforeListenersBeforeRoutes() {
        Client client = new Client(CART);
        client.asks(ROUTE, "web");
        client.asks(LISTENER);
        client.asks(ENDPOINT, "cart");
        client.asks(CLUSTER);

        assertThat(client.settles())
                .startsWith("Cluster[cart@v1, blackhole@v1]")
                .containsSubsequence(
                        "ClusterLoadAssignment[cart@v1]",
                        "Listener[80@v1]",
                        "RouteConfiguration[web@v1]");
    }

    @Test
    void ofATypeOneAnswerAtMostIsUnanswered() {
        Client client = new Client(CART);
        client.asks(CLUSTER);
        Answer first = client.gets();
        client.aim(CART_AND_SHOP);
        client.aim(CART);
        client.aim(CART_AND_SHOP);

        assertThat(client.getsNothing()).isTrue();
        client.acks(first);
        assertThat(text(client.gets())).isEqualTo("Cluster[shop@v1]");
        assertThat(client.getsNothing()).isTrue();
    }

    @Test
    void aChangeOfEndpointsSendsThoseEndpointsOnly() {
        Client client = settled(CART);

        client.aim(
                target(
                        2,
                        Map.of(
                                CLUSTER, CART.of(CLUSTER).all(),
                                ENDPOINT, List.of(resource("cart", 2)),
                                LISTENER, CART.of(LISTENER).all(),
                                ROUTE, CART.of(ROUTE).all())));

        assertThat(client.settles()).containsExactly("ClusterLoadAssignment[cart@v2]");
    }

    @Test
    void aRouteWaitsUntilTheEndpointsOfItsNewClusterAreAcknowledged() {
        Client client = settled(CART);
        client.aim(CART_AND_SHOP);

        Answer clusters = client.gets();
        assertThat(text(clusters)).isEqualTo("Cluster[shop@v1]");
        assertThat(client.getsNothing()).isTrue();
        client.acks(clusters);
        assertThat(client.getsNothing()).as("the cluster is known, but not warm").isTrue();

        client.asks(ENDPOINT, "shop");
        Answer endpoints = client.gets();
        assertThat(text(endpoints)).isEqualTo("ClusterLoadAssignment[shop@v1]");
        assertThat(client.getsNothing()).isTrue();
        client.acks(endpoints);
        assertThat(text(client.gets())).isEqualTo("RouteConfiguration[web@v2]");
    }

    @Test
    void aRouteDoesNotWaitForEver() {
        Client client = settled(CART);
        client.aim(CART_AND_SHOP);
        client.acks(client.gets());
        assertThat(client.getsNothing()).isTrue();
        assertThat(client.session().wakeAt()).isPresent();

        client.pass(SessionLimits.DEFAULT.holdMax());

        assertThat(text(client.gets())).isEqualTo("RouteConfiguration[web@v2]");
    }

    @Test
    void aClientThatAsksForNoEndpointsIsNotWaitedForTwice() {
        Client client = settled(CART);
        client.aim(CART_AND_SHOP);
        client.acks(client.gets());
        client.pass(SessionLimits.DEFAULT.holdMax());
        client.acks(client.gets());

        client.aim(third(3));
        assertThat(client.settles()).startsWith("Cluster[third@v3]", "RouteConfiguration[web@v3]");

        client.asks(ENDPOINT, "shop", "third");
        client.settles();
        client.aim(third(4));
        client.acks(client.gets());
        assertThat(text(client.gets())).isEqualTo("ClusterLoadAssignment[third@v3]");
        assertThat(client.getsNothing()).as("from now on it is waited for again").isTrue();
    }

    private static Target third(int version) {
        return target(
                version,
                Map.of(
                        CLUSTER,
                                List.of(
                                        resource("cart", 1),
                                        resource("shop", 1),
                                        resource("third", version)),
                        ENDPOINT,
                                List.of(
                                        resource("cart", 1),
                                        resource("shop", 1),
                                        resource("third", 3)),
                        LISTENER, CART.of(LISTENER).all(),
                        ROUTE, List.of(resource("web", version))));
    }

    @Test
    void whatIsGoneIsToldWhenNoRouteRefersToItAnyMore() {
        Client client = settled(CART_AND_SHOP);
        client.aim(CART);

        Answer route = client.gets();
        assertThat(text(route)).isEqualTo("RouteConfiguration[web@v1]");
        assertThat(client.getsNothing()).as("the old route may still be in use").isTrue();
        client.acks(route);
        assertThat(client.settles())
                .containsExactly("Cluster[-shop]", "ClusterLoadAssignment[shop@empty]");
    }

    @Test
    void aClusterThatRoutesStillUseBecauseTheyWereRefusedStays() {
        Client client = settled(CART_AND_SHOP);
        client.aim(CART);
        client.nacks(client.gets(), "bad route");

        assertThat(client.getsNothing()).isTrue();
        assertThat(client.watch(CLUSTER).sent().has("shop")).isTrue();
    }

    @Test
    void aRemovedClusterThatComesBackIsNotRemoved() {
        Client client = settled(CART_AND_SHOP);
        client.aim(CART);
        Answer route = client.gets();
        client.aim(CART_AND_SHOP);
        client.acks(route);

        assertThat(client.settles()).containsExactly("RouteConfiguration[web@v2]");
    }

    @Test
    void aClusterThatChangedGetsItsEndpointsAgain() {
        Client client = settled(CART);
        client.aim(
                target(
                        2,
                        Map.of(
                                CLUSTER, List.of(resource("cart", 2), resource("blackhole", 1)),
                                ENDPOINT, CART.of(ENDPOINT).all(),
                                LISTENER, CART.of(LISTENER).all(),
                                ROUTE, CART.of(ROUTE).all())));

        assertThat(client.settles())
                .containsExactly("Cluster[cart@v2]", "ClusterLoadAssignment[cart@v1]");
    }

    /// Envoy acknowledges an altered cluster when it is warm, and it is warm when its endpoints came.
    @Test
    void endpointsOfAChangedClusterDontWaitForItsAcknowledgement() {
        Client client = settled(CART);
        client.aim(
                target(
                        2,
                        Map.of(
                                CLUSTER, List.of(resource("cart", 2), resource("blackhole", 1)),
                                ENDPOINT, CART.of(ENDPOINT).all(),
                                LISTENER, CART.of(LISTENER).all(),
                                ROUTE, CART.of(ROUTE).all())));

        Answer cluster = client.gets();
        Answer endpoints = client.gets();
        assertThat(Client.text(cluster)).isEqualTo("Cluster[cart@v2]");
        assertThat(Client.text(endpoints)).isEqualTo("ClusterLoadAssignment[cart@v1]");
        client.acks(endpoints);
        client.acks(cluster);

        assertThat(client.settles()).as("nothing comes twice").isEmpty();
        assertThat(client.session().isQuiet()).isTrue();
    }

    @Test
    void clustersAskedAgainForceAllEndpoints() {
        Client client = settled(CART);

        client.asksSotw(CLUSTER);

        assertThat(client.settles())
                .containsExactly(
                        "Cluster[cart@v1, blackhole@v1]", "ClusterLoadAssignment[cart@v1]");
    }

    @Test
    void aRefusalIsNotAnsweredAndKeepsTheLastGood() {
        Client client = settled(CART);
        client.aim(CART_AND_SHOP);
        String good = client.watch(CLUSTER).ackedNonce();

        News news = client.nacks(client.gets(), "no such extension");

        assertThat(news).isInstanceOf(News.Refused.class);
        assertThat(client.watch(CLUSTER).ackedNonce()).isEqualTo(good);
        assertThat(client.watch(CLUSTER).acked().has("shop")).isFalse();
        assertThat(client.watch(CLUSTER).rejected()).containsOnlyKeys("shop");
        assertThat(client.getsNothing()).isTrue();
    }

    @Test
    void aRefusedResourceIsFoundAndItsNeighboursArrive() {
        List<Resource> eight = IntStream.range(0, 8).mapToObj(i -> resource("c" + i, 1)).toList();
        Client client = new Client(target(1, Map.of(CLUSTER, eight)));
        client.asks(CLUSTER);

        int answers = 0;
        while (answers < 20) {
            Answer answer;
            try {
                answer = client.gets();
            } catch (AssertionError _) {
                break;
            }
            answers++;
            if (answer.resources().stream().anyMatch(r -> r.name().equals("c5"))) {
                client.nacks(answer, "c5 is bad");
            } else {
                client.acks(answer);
            }
        }

        assertThat(client.watch(CLUSTER).rejected()).containsOnlyKeys("c5");
        assertThat(answers).isEqualTo(7);
    }

    /// Found by the mesh simulation.
    @Test
    void partsThatNobodyWantsAnyMoreAreNotWaitedFor() {
        List<Resource> two = List.of(resource("a", 1), resource("b", 1));
        Client client = new Client(target(1, Map.of(ROUTE, two)));
        client.asks(ROUTE, "a", "b");
        client.nacks(client.gets(), "one of them is bad");
        Answer first = client.gets();

        client.drops(ROUTE, "b");
        client.acks(first);

        assertThat(client.settles()).isEmpty();
        assertThat(client.session().isQuiet()).isTrue();
        assertThat(client.watch(ROUTE).ackedNonce()).isEqualTo(first.nonce());
    }

    @Test
    void whatMovedAndMovedBackWhileARefusedAnswerGoesInPartsIsSent() {
        Client client = settled(CART);
        client.aim(clusters(2, resource("cart", 2), resource("bad", 1)));
        client.nacks(client.gets(), "bad");
        client.aim(clusters(3, resource("cart", 3), resource("bad", 1)));
        Answer part = client.gets();
        assertThat(text(part)).isEqualTo("Cluster[cart@v3]");
        client.acks(part);
        client.aim(clusters(4, resource("cart", 2), resource("bad", 1)));
        client.nacks(client.gets(), "bad");

        assertThat(client.settles()).startsWith("Cluster[cart@v2]");
    }

    /// Found by the mesh simulation.
    @Test
    void whatIsGoneWithARefusedAnswerIsToldAgain() {
        Client client = settled(CART);
        client.aim(clusters(2, resource("cart", 1), resource("bad", 1)));
        Answer bad = client.gets();
        client.nacks(bad, "bad");
        client.settles();
        client.aim(clusters(3, resource("cart", 2)));
        Answer mixed = client.gets();
        assertThat(text(mixed)).isEqualTo("Cluster[cart@v2, -bad]");
        client.nacks(mixed, "no");

        assertThat(client.settles()).startsWith("Cluster[-bad]");
    }

    /// Found by the mesh simulation.
    @Test
    void namesThatChangeBeforeTheFirstAnswerIsSeenStartNoSecondOne() {
        Client client = new Client(CART_AND_SHOP);
        client.asksSotw(ENDPOINT, "cart");
        Answer first = client.gets();
        client.asksSotw(ENDPOINT, "cart", "shop");
        assertThat(client.getsNothing()).isTrue();

        client.acks(first);
        assertThat(client.settles()).containsExactly("ClusterLoadAssignment[shop@v1]");
    }

    /// As [#CART], with other clusters.
    private static Target clusters(int version, Resource... clusters) {
        List<Resource> all = new ArrayList<>(List.of(clusters));
        all.add(resource("blackhole", 1));
        return target(
                version,
                Map.of(
                        CLUSTER, all,
                        ENDPOINT, CART.of(ENDPOINT).all(),
                        LISTENER, CART.of(LISTENER).all(),
                        ROUTE, CART.of(ROUTE).all()));
    }

    @Test
    void whatMendsARefusedResourceIsSentAndClearsIt() {
        Client client = settled(CART);
        client.aim(CART_AND_SHOP);
        client.nacks(client.gets(), "bad");

        client.aim(
                target(
                        3,
                        Map.of(
                                CLUSTER,
                                List.of(
                                        resource("cart", 1),
                                        resource("shop", 2),
                                        resource("blackhole", 1)),
                                ENDPOINT,
                                CART.of(ENDPOINT).all())));
        Answer mended = client.gets();
        client.acks(mended);

        assertThat(text(mended)).isEqualTo("Cluster[shop@v2]");
        assertThat(client.watch(CLUSTER).rejected()).isEmpty();
    }

    @Test
    void aRefusedResourceThatGoesAwayIsForgotten() {
        Client client = settled(CART);
        client.aim(CART_AND_SHOP);
        client.nacks(client.gets(), "bad");

        client.aim(CART);

        assertThat(client.watch(CLUSTER).rejected()).isEmpty();
    }

    @Test
    void aStaleNonceIsIgnored() {
        Client client = new Client(CART);
        client.asksSotw(CLUSTER);
        Answer first = client.gets();
        News news = client.sotw(CLUSTER, "older", null, java.util.Set.of());

        assertThat(news).isInstanceOf(News.Stale.class);
        assertThat(client.watch(CLUSTER).inFlight()).isNotNull();
        assertThat(client.acks(first)).isInstanceOf(News.Acked.class);
    }

    @Test
    void aReconnectSendsOnlyWhatDiffers() {
        Client client = new Client(CART_AND_SHOP);
        client.has(CLUSTER, Map.of("cart", "v1", "blackhole", "v0", "old", "v1"));
        client.has(ENDPOINT, Map.of("cart", "v1", "shop", "v1"), "cart", "shop");

        assertThat(client.settles())
                .containsExactly(
                        "Cluster[shop@v1, blackhole@v1, -old]", "ClusterLoadAssignment[shop@v1]");
    }

    @Test
    void aReconnectWithNothingNewSendsNothing() {
        Client client = new Client(CART);
        client.has(CLUSTER, Map.of("cart", "v1", "blackhole", "v1"));
        client.has(ENDPOINT, Map.of("cart", "v1"), "cart");

        assertThat(client.getsNothing()).isTrue();
        assertThat(client.session().isQuiet()).isTrue();
    }

    @Test
    void aFreshClientGetsAnAnswerEvenWhenThereIsNothing() {
        Client client = new Client(target(1, Map.of()));
        client.asks(CLUSTER);

        assertThat(text(client.gets())).isEqualTo("Cluster[]");
    }

    @Test
    void aTypeThatNobodyKnowsIsAnsweredWithNothing() {
        Client client = new Client(CART);
        client.asks(UNKNOWN);
        Answer empty = client.gets();
        assertThat(text(empty)).isEqualTo("Thing[]");
        client.acks(empty);
        assertThat(client.getsNothing()).isTrue();
    }

    @Test
    void aNameOfAnUnknownTypeIsToldAsGone() {
        Client client = new Client(CART);
        client.asks(UNKNOWN, "one");

        assertThat(text(client.gets())).isEqualTo("Thing[-one]");
    }

    @Test
    void routesThatCannotBeBuiltAreEmptyAndNeverMissing() {
        Client client = new Client(CART);
        client.asks(ROUTE, "nowhere");

        assertThat(text(client.gets())).isEqualTo("RouteConfiguration[nowhere@empty]");
    }

    @Test
    void aNameAskedAgainIsToldAgain() {
        Client client = settled(CART);
        client.asks(ENDPOINT, "cart");

        assertThat(client.settles()).containsExactly("ClusterLoadAssignment[cart@v1]");
    }

    @Test
    void aNameDroppedIsNotToldAnyMore() {
        Client client = settled(CART);
        client.drops(ENDPOINT, "cart");
        client.aim(target(2, Map.of(ENDPOINT, List.of(resource("cart", 2)))));

        assertThat(client.settles()).noneMatch(told -> told.startsWith("ClusterLoad"));
    }

    @Test
    void theWildcardCanBeDropped() {
        Client client = new Client(CART);
        client.asks(CLUSTER, "*", "cart");
        assertThat(client.settles()).containsExactly("Cluster[cart@v1, blackhole@v1]");

        client.drops(CLUSTER, "*");
        client.aim(CART_AND_SHOP);

        assertThat(client.settles()).isEmpty();
    }

    @Test
    void stateOfTheWorldSendsAllClustersButOnlyChangedEndpoints() {
        Client client = new Client(CART_AND_SHOP);
        client.asksSotw(CLUSTER);
        client.asksSotw(ENDPOINT, "cart", "shop");
        client.settles();

        client.aim(
                target(
                        3,
                        Map.of(
                                CLUSTER,
                                List.of(resource("cart", 2), resource("shop", 1)),
                                ENDPOINT,
                                List.of(resource("cart", 1), resource("shop", 2)))));

        assertThat(client.settles())
                .containsExactly(
                        "Cluster[cart@v2, shop@v1]", "ClusterLoadAssignment[shop@v2, cart@v1]");
    }

    @Test
    void stateOfTheWorldKeepsALeavingClusterUntilRoutesAreAcknowledged() {
        Client client = new Client(CART_AND_SHOP);
        client.asksSotw(CLUSTER);
        client.asksSotw(ENDPOINT, "cart", "shop");
        client.asksSotw(LISTENER);
        client.asksSotw(ROUTE, "web");
        client.settles();

        client.aim(
                target(
                        3,
                        Map.of(
                                CLUSTER, List.of(resource("cart", 2)),
                                ENDPOINT, List.of(resource("cart", 1)),
                                LISTENER, CART.of(LISTENER).all(),
                                ROUTE, List.of(resource("web", 3)))));

        assertThat(client.settles())
                .containsSubsequence(
                        "Cluster[cart@v2, blackhole@v1, shop@v1]",
                        "RouteConfiguration[web@v3]",
                        "Cluster[cart@v2]");
    }

    @Test
    void anAcknowledgementIsNoRequest() {
        Client client = new Client(CART);
        client.asksSotw(CLUSTER);
        Answer answer = client.gets();

        assertThat(client.acks(answer)).isEqualTo(new News.Acked(CLUSTER, answer.nonce()));
        assertThat(client.getsNothing()).isTrue();
    }

    @Test
    void aLargeAnswerComesInParts() {
        List<Resource> clusters =
                IntStream.range(0, 10)
                        .mapToObj(i ->
                                new Resource(
                                        "c" + i,
                                        "v",
                                        com.google.protobuf.Any.newBuilder()
                                                .setValue(
                                                        com.google.protobuf.ByteString.copyFrom(
                                                                new byte[1024 * 1024]))
                                                .build()))
                        .toList();
        Client client = new Client(target(1, Map.of(CLUSTER, clusters)));
        client.asks(CLUSTER);

        assertThat(client.settles()).hasSize(10).doesNotHaveDuplicates();
        assertThat(client.session().isQuiet()).isTrue();
    }

    /// Found by the fuzzer: what a client drops without having it must not make room for more.
    @Test
    void namesThatWereNeverWantedMakeNoRoomForMore() {
        SessionLimits few = new SessionLimits(Duration.ofSeconds(5), 1000, 3, 32);
        Session session = Session.start(few).receive(ask(List.of("a"), List.of())).session();

        List<String> unknown = List.of("x", "y", "z");
        assertThat(session.receive(ask(List.of("b", "c", "d"), unknown)).news())
                .isInstanceOf(News.Excessive.class);
        assertThat(session.receive(ask(List.of("b", "c"), List.of())).news())
                .isNotInstanceOf(News.Excessive.class);
    }

    private static Ask ask(List<String> more, List<String> less) {
        return new Ask.Delta(ENDPOINT, "stale", null, more, less, Map.of());
    }

    @Test
    void tooManyTypesEndTheStream() {
        Client client = new Client(CART);
        News last = new News.Asked(CLUSTER);
        for (int i = 0; i <= SessionLimits.DEFAULT.typesMax(); i++) {
            last = client.asks(new TypeUrl("t/" + i));
        }

        assertThat(last).isInstanceOf(News.Excessive.class);
    }

    @Test
    void waitingIsBoundedEvenWhenClustersChangeAllTheTime() {
        Client client = settled(CART);
        for (int i = 2; i < 60; i++) {
            client.aim(
                    target(
                            i,
                            Map.of(
                                    CLUSTER, List.of(resource("cart", i)),
                                    ENDPOINT, List.of(resource("cart", 1)),
                                    LISTENER, CART.of(LISTENER).all(),
                                    ROUTE, List.of(resource("web", i)))));
            client.acks(client.gets());
            client.pass(Duration.ofMillis(200));
            if (client.watch(ENDPOINT).inFlight() == null) {
                client.gets();
            } else if (!client.getsNothing()) {
                return;
            }
        }
        throw new AssertionError("the route never came");
    }
}
