package io.fairlead.proxy.xds.subscribe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is asked for, and what is answered.
class SubscriptionsTest {

    private static final ResourceType ROUTES = ResourceType.ROUTES;

    @Test
    void aStreamBeginsWithClustersAndListenersAndWhatIsWantedAlready() {
        var subscriptions = new Subscriptions(true);
        assertThat(subscriptions.want(ROUTES, Set.of("80"))).isEmpty();
        List<AdsRequest> first = subscriptions.opened(Map.of(ROUTES, Map.of("80", "7")));
        assertThat(first.stream().map(AdsRequest::type))
                .containsExactly(ResourceType.CLUSTER, ResourceType.LISTENER, ROUTES);
        assertThat(first.getLast().add()).containsExactly("80");
        assertThat(first.getLast().held()).containsExactly(Map.entry("80", "7"));
    }

    @Test
    void deltaSendsDifferencesAndTheStateOfTheWorldSendsAll() {
        var delta = opened(true);
        var world = opened(false);
        for (Subscriptions one : List.of(delta, world)) {
            one.want(ROUTES, Set.of("80", "81"));
        }
        AdsRequest difference = delta.want(ROUTES, Set.of("81", "82")).getFirst();
        assertThat(difference.add()).containsExactly("82");
        assertThat(difference.drop()).containsExactly("80");
        assertThat(difference.nonce()).isEmpty();
        AdsRequest all = world.want(ROUTES, Set.of("81", "82")).getFirst();
        assertThat(all.names()).containsExactlyInAnyOrder("81", "82");
    }

    @Test
    void aNackKeepsTheVersionThatIsInUse() {
        var world = opened(false);
        assertThat(world.answered(ResourceType.CLUSTER, "1", "a", "").version()).isEqualTo("1");
        AdsRequest nack = world.answered(ResourceType.CLUSTER, "2", "b", "no");
        assertThat(nack.isNack()).isTrue();
        assertThat(nack.version()).isEqualTo("1");
        assertThat(nack.nonce()).isEqualTo("b");
        AdsRequest ack = world.answered(ResourceType.CLUSTER, "3", "c", "");
        assertThat(ack.isNack()).isFalse();
        assertThat(ack.version()).isEqualTo("3");
    }

    @Test
    void aLongErrorIsCut() {
        var delta = opened(true);
        String error = delta.answered(ResourceType.CLUSTER, "1", "a", "x".repeat(9999)).error();
        assertThat(error).hasSize(2048);
    }

    /// Any sequence of streams, wishes and responses, against a control plane that keeps its own books.
    @ParameterizedTest(name = "delta {0}")
    @ValueSource(booleans = {true, false})
    void whateverHappensBothSidesAgree(boolean delta) {
        for (long seed = 0; seed < 300; seed++) {
            var play = new Play(delta, seed);
            for (int step = 0; step < 60; step++) {
                play.step();
            }
        }
    }

    /// One seeded sequence.
    private static final class Play {
        private final SplittableRandom random;
        private final Subscriptions subscriptions;
        private final boolean delta;
        private final String seed;
        private final Map<ResourceType, Set<String>> wanted = new EnumMap<>(ResourceType.class);
        private final Map<ResourceType, Set<String>> served = new EnumMap<>(ResourceType.class);
        private final Map<ResourceType, String> nonces = new EnumMap<>(ResourceType.class);
        private final Map<ResourceType, String> versions = new EnumMap<>(ResourceType.class);
        private boolean open;
        private int clock;

        Play(boolean delta, long seed) {
            this.delta = delta;
            this.seed = "seed " + seed + (delta ? ", delta" : ", state of the world");
            random = new SplittableRandom(seed);
            subscriptions = new Subscriptions(delta);
            for (ResourceType type : ResourceType.values()) {
                wanted.put(type, Set.of());
                served.put(type, new TreeSet<>());
            }
        }

        void step() {
            ResourceType named = random.nextBoolean() ? ROUTES : ResourceType.ENDPOINTS;
            switch (random.nextInt(5)) {
                case 0 -> reconnect();
                case 1, 2 -> want(named);
                default -> respond(random.nextBoolean() ? ResourceType.CLUSTER : named);
            }
            for (ResourceType type : List.of(ROUTES, ResourceType.ENDPOINTS)) {
                assertThat(subscriptions.wanted(type)).as(seed).isEqualTo(wanted.get(type));
                if (open) {
                    assertThat(served.get(type)).as(seed).isEqualTo(wanted.get(type));
                }
            }
        }

        private void reconnect() {
            if (open) {
                subscriptions.closed();
                open = false;
                return;
            }
            open = true;
            nonces.clear();
            served.values().forEach(Set::clear);
            Map<ResourceType, Map<String, String>> held = new HashMap<>();
            held.put(ResourceType.CLUSTER, Map.of("c", "1"));
            List<AdsRequest> requests = subscriptions.opened(held);
            List<ResourceType> types = requests.stream().map(AdsRequest::type).toList();
            assertThat(types).as(seed).doesNotHaveDuplicates().isSorted();
            assertThat(types).as(seed).contains(ResourceType.CLUSTER, ResourceType.LISTENER);
            requests.forEach(this::receive);
        }

        private void want(ResourceType type) {
            var names = new ArrayList<String>();
            for (int i = 0; i < 4; i++) {
                if (random.nextBoolean()) {
                    names.add("n" + i);
                }
            }
            Set<String> next = Set.copyOf(names);
            boolean same = next.equals(wanted.get(type));
            wanted.put(type, next);
            List<AdsRequest> requests = subscriptions.want(type, next);
            assertThat(requests.size()).as(seed).isLessThanOrEqualTo(open && !same ? 1 : 0);
            requests.forEach(this::receive);
        }

        private void respond(ResourceType type) {
            if (!open) {
                return;
            }
            String nonce = "n" + clock++;
            boolean good = random.nextBoolean();
            nonces.put(type, nonce);
            AdsRequest answer =
                    subscriptions.answered(type, "v" + clock, nonce, good ? "" : "broken");
            if (good) {
                versions.put(type, "v" + clock);
            }
            assertThat(answer.isNack()).as(seed).isEqualTo(!good);
            assertThat(answer.nonce()).as(seed).isEqualTo(nonce);
            receive(answer);
        }

        /// The control plane's books.
        private void receive(AdsRequest request) {
            Set<String> names = requireNonNull(served.get(request.type()));
            if (delta) {
                assertThat(Collections.disjoint(names, request.add())).as(seed).isTrue();
                assertThat(names).as(seed).containsAll(request.drop());
                names.addAll(request.add());
                names.removeAll(request.drop());
            } else {
                names.clear();
                names.addAll(request.names());
                assertThat(request.nonce())
                        .as(seed)
                        .isEqualTo(nonces.getOrDefault(request.type(), ""));
                assertThat(request.version())
                        .as(seed)
                        .isEqualTo(versions.getOrDefault(request.type(), ""));
            }
        }
    }

    private static Subscriptions opened(boolean delta) {
        var subscriptions = new Subscriptions(delta);
        subscriptions.opened(Map.of());
        return subscriptions;
    }
}
