package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.replica.relay.RelayService;
import io.fairlead.replica.relay.Sight;
import io.fairlead.replica.relay.Sight.Listener;
import io.fairlead.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a leader believes of daemons that follow, and a follower of its leader, as time passes.
class FollowersTest {
    private static final PodRef POD = new PodRef("shop", "cart-1");
    private static final Listener STRICT =
            new Listener(true, new TreeMap<>(Map.of(8080, PortMode.STRICT)));
    private static final Map<PodRef, SortedSet<Integer>> TRIAL =
            Map.of(POD, new TreeSet<>(Set.of(8080)));

    private final FakeClock clock = new FakeClock(Instant.parse("2026-11-26T10:00:00Z"));
    private final Followers followers = new Followers(clock);
    private final List<Map<PodRef, SortedSet<Integer>>> told = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();

    private final class Way implements RelayService.Way {
        @Override
        public void back(long stream, byte[] ack) {
            throw new AssertionError("nothing is wished");
        }

        @Override
        public void trials(Map<PodRef, SortedSet<Integer>> ports, Duration ttl) {
            told.add(ports);
        }

        @Override
        public void end(String why) {
            ended.add(why);
        }
    }

    private static Sight.News news(Map<PodRef, Listener> listeners, Set<PodRef> gone) {
        return new Sight.News(listeners, gone, Set.of());
    }

    @Test
    void aListenerCountsWhileItsDaemonIsHeard() {
        RelayService.Follower follower = followers.open(new Way());
        follower.seen(news(Map.of(POD, STRICT), Set.of()));
        clock.pass(Duration.ofSeconds(4));
        follower.seen(news(Map.of(), Set.of()));
        clock.pass(Duration.ofSeconds(4));
        assertThat(followers.listeners()).containsEntry(POD, STRICT);
        assertThat(ended).isEmpty();

        clock.pass(Duration.ofSeconds(1));
        assertThat(followers.listeners()).isEmpty();
        assertThat(ended).hasSize(1);
    }

    @Test
    void aProxyThatLeftAndADaemonThatLeftAreForgotten() {
        RelayService.Follower follower = followers.open(new Way());
        follower.seen(news(Map.of(POD, STRICT), Set.of()));
        follower.seen(news(Map.of(), Set.of(POD)));
        assertThat(followers.listeners()).isEmpty();

        follower.seen(news(Map.of(POD, STRICT), Set.of()));
        follower.over();
        assertThat(followers.listeners()).isEmpty();
    }

    @Test
    void ofAPodThatWentToAnotherDaemonTheLastWordCounts() {
        Listener both = new Listener(true, new TreeMap<>(Map.of(8080, PortMode.PERMISSIVE)));
        List<RelayService.Follower> daemons =
                Stream.generate(() -> followers.open(new Way())).limit(8).toList();
        for (RelayService.Follower daemon : daemons) {
            daemon.seen(news(Map.of(POD, both), Set.of()));
        }
        for (RelayService.Follower daemon : daemons) {
            daemon.seen(news(Map.of(POD, STRICT), Set.of()));
            assertThat(followers.listeners()).containsEntry(POD, STRICT);
            daemon.seen(news(Map.of(POD, both), Set.of()));
            assertThat(followers.listeners()).containsEntry(POD, both);
        }
        daemons.getLast().seen(news(Map.of(), Set.of(POD)));
        assertThat(followers.listeners()).as("as the one before had it").containsEntry(POD, both);
    }

    @Test
    void certificatesAreKnownUntilTheyEnd() {
        RelayService.Follower follower = followers.open(new Way());
        Sight.Issued soon =
                new Sight.Issued("a", "", clock.now(), clock.now().plus(Duration.ofSeconds(2)));
        Sight.Issued late =
                new Sight.Issued("b", "", clock.now(), clock.now().plus(Duration.ofHours(2)));
        follower.seen(new Sight.News(Map.of(), Set.of(), Set.of(soon, late)));
        assertThat(followers.issued()).containsExactlyInAnyOrder(soon, late);
        clock.pass(Duration.ofSeconds(3));
        follower.seen(news(Map.of(), Set.of()));
        assertThat(followers.issued()).containsExactly(late);
    }

    @Test
    void aTrialIsSaidAtOnceAndAgainInTimeAndToWhoeverComesLater() {
        RelayService.Follower _ = followers.open(new Way());
        told.clear();
        followers.trials(TRIAL);
        followers.trials(TRIAL);
        assertThat(told).containsExactly(TRIAL);
        clock.pass(Followers.TTL.dividedBy(3));
        followers.trials(TRIAL);
        assertThat(told).containsExactly(TRIAL, TRIAL);

        told.clear();
        RelayService.Follower _ = followers.open(new Way());
        assertThat(told).containsExactly(TRIAL);

        told.clear();
        followers.trials(Map.of());
        assertThat(told).as("to both").containsExactly(Map.of(), Map.of());
        clock.pass(Followers.TTL);
        followers.trials(Map.of());
        assertThat(told).as("there is nothing to renew").hasSize(2);
    }

    /// No leader is heard: the listener of a stock Envoy goes back, as a lease in our own sidecar does.
    @Test
    void aTrialEndsAtTheFollowerWithoutAWord() {
        List<Map<PodRef, SortedSet<Integer>>> follows = new ArrayList<>();
        Upward upward = new Upward(clock, () -> true);
        upward.begin(
                new Upward.Own() {
                    @Override
                    public Map<PodRef, Listener> own() {
                        return Map.of();
                    }

                    @Override
                    public void follow(Map<PodRef, SortedSet<Integer>> trials) {
                        follows.add(trials);
                    }
                });
        upward.trials(TRIAL, Duration.ofSeconds(15));
        clock.pass(Duration.ofSeconds(14));
        upward.pass();
        upward.trials(TRIAL, Duration.ofSeconds(15));
        clock.pass(Duration.ofSeconds(14));
        upward.pass();
        assertThat(follows).containsExactly(TRIAL, TRIAL);
        clock.pass(Duration.ofSeconds(1));
        upward.pass();
        upward.pass();
        assertThat(follows).containsExactly(TRIAL, TRIAL, Map.of());
    }
}
