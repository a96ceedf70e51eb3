package io.fairlead.replica.elect;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.store.ConfigStore;
import io.fairlead.model.store.ConfigStore.Outcome;
import io.fairlead.model.store.ConfigStore.Stored;
import io.fairlead.replica.elect.Election.Step;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ElectionTest {

    private static final Lease ME = new Lease("me", "10.0.0.1:15012", "10.0.0.1:20001", 0);
    private static final Lease OTHER = new Lease("other", "10.0.0.2:15012", "", 7);
    private static final ElectLimits LIMITS =
            new ElectLimits(Duration.ofSeconds(2), Duration.ofSeconds(6), Duration.ofSeconds(9));

    private final Election election = new Election(ME, LIMITS);

    @Test
    void whoFindsNothingWrites() {
        assertThat(election.seen(Standing.BEGIN, null, 0))
                .isEqualTo(new Step.Write(held(1), ConfigStore.ABSENT));
    }

    @Test
    void whatWasGivenBackIsTakenAtOnce() {
        assertThat(election.seen(Standing.BEGIN, record("v3", OTHER.givenBack()), 0))
                .isEqualTo(new Step.Write(held(9), "v3"));
    }

    @Test
    void aLeaderThatRenewsIsFollowed() {
        Standing first = waited(election.seen(Standing.BEGIN, record("v1", OTHER), seconds(1)));
        assertThat(first).isEqualTo(new Standing.Follows("v1", OTHER, seconds(1)));
        Standing later = waited(election.seen(first, record("v2", OTHER), seconds(9)));
        assertThat(later).isEqualTo(new Standing.Follows("v2", OTHER, seconds(9)));
        assertThat(election.seen(later, record("v2", OTHER), seconds(17)))
                .isEqualTo(new Step.Wait(later));
    }

    @Test
    void aLeaderThatDoesNotRenewIsReplaced() {
        Standing seen = new Standing.Follows("v1", OTHER, seconds(1));
        assertThat(election.seen(seen, record("v1", OTHER), seconds(10)))
                .isEqualTo(new Step.Write(held(8), "v1"));
    }

    @Test
    void ofTwoWritersOneLeads() {
        assertThat(election.wrote(held(8), new Outcome.Written("v2"), seconds(1)))
                .isEqualTo(new Standing.Leads("v2", held(8), seconds(1)));
        assertThat(election.wrote(held(8), new Outcome.Conflict("v2"), seconds(1)))
                .isEqualTo(Standing.BEGIN);
    }

    @Test
    void whoLeadsRenewsUntilAnotherWrote() {
        Standing leads = new Standing.Leads("v2", held(8), seconds(1));
        assertThat(election.seen(leads, record("v2", held(8)), seconds(3)))
                .isEqualTo(new Step.Write(held(9), "v2"));
        assertThat(waited(election.seen(leads, record("v3", OTHER), seconds(3))))
                .isEqualTo(new Standing.Follows("v3", OTHER, seconds(3)));
    }

    @Test
    void whoCanNotRenewLeadsNoMoreBeforeAnotherBegins() {
        Standing leads = new Standing.Leads("v2", held(8), 0);
        assertThat(election.failed(leads, seconds(5))).isEqualTo(leads);
        assertThat(election.failed(leads, seconds(6))).isEqualTo(Standing.BEGIN);
        Standing follows = new Standing.Follows("v2", OTHER, 0);
        assertThat(election.failed(follows, seconds(60))).isEqualTo(follows);
    }

    @Test
    void whatSomebodyElseWroteThereIsNoLeader() {
        Stored noise = new Stored(Map.of("turn", "many"), "v1");
        assertThat(election.seen(Standing.BEGIN, noise, 0))
                .isEqualTo(new Step.Write(held(1), "v1"));
        assertThat(Lease.of(OTHER.contents())).isEqualTo(OTHER);
    }

    private static Lease held(long turn) {
        return new Lease(ME.holder(), ME.address(), ME.console(), turn);
    }

    private static Stored record(String version, Lease lease) {
        return new Stored(lease.contents(), version);
    }

    private static Standing waited(Step step) {
        return ((Step.Wait) step).now();
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
