package io.fairlead.proxy.identity.renew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fairlead.proxy.identity.renew.Renewal.Event.Failed;
import io.fairlead.proxy.identity.renew.Renewal.Event.Issued;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RenewalTest {
    private static final Moment NOW = new Moment(1_800_000_000_000L, 5_000_000_000L);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final RenewPolicy POLICY = RenewPolicy.DEFAULT;
    private final Random random = new Random(7);

    private static Validity validity(Duration before, Duration after) {
        return new Validity(
                NOW.epochMillis() - before.toMillis(), NOW.epochMillis() + after.toMillis());
    }

    private Renewal issued(Duration before, Duration after) {
        Renewal start = Renewal.start(NOW);
        return Renewal.next(start, new Issued(validity(before, after)), NOW, POLICY, random);
    }

    private Renewal failed(Renewal state, Moment at) {
        return Renewal.next(state, new Failed(), at, POLICY, random);
    }

    @Test
    void theFirstIsAskedForAtOnce() {
        assertThat(Renewal.start(NOW).untilAsk(NOW)).isZero();
        assertThat(Renewal.start(NOW).isValid(NOW)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"60", "3600", "86400", "31536000"})
    void theNextIsAskedForAtHalfOfTheLifeThatIsLeftGiveOrTakeOnePercent(long seconds) {
        double half = seconds * 500.0;
        for (int i = 0; i < 200; i++) {
            Duration wait = issued(Duration.ZERO, Duration.ofSeconds(seconds)).untilAsk(NOW);
            assertThat((double) wait.toMillis()).isCloseTo(half, within(seconds * 10.0 + 1));
        }
    }

    @Test
    void podsThatStartedTogetherDoNotAskTogether() {
        long distinct =
                random.longs(100)
                        .mapToObj(seed -> {
                            Renewal start = Renewal.start(NOW);
                            Issued event = new Issued(validity(Duration.ZERO, HOUR));
                            return Renewal.next(start, event, NOW, POLICY, new Random(seed));
                        })
                        .map(state -> state.untilAsk(NOW))
                        .distinct()
                        .count();

        assertThat(distinct).isGreaterThan(95);
    }

    @Test
    void aBeginningInThePastDoesNotMakeTheNextComeSooner() {
        Duration wait = issued(Duration.ofMinutes(10), Duration.ofSeconds(60)).untilAsk(NOW);

        assertThat(wait).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
    }

    @Test
    void evenTheShortestLifeLeavesAPause() {
        assertThat(issued(Duration.ZERO, Duration.ofMillis(10)).untilAsk(NOW))
                .isEqualTo(Renewal.PAUSE_MIN);
    }

    @ParameterizedTest
    @CsvSource({"1,500,1000", "2,1000,2000", "3,2000,4000", "6,15000,30000", "40,15000,30000"})
    void retriesWaitLongerWithEachFailureUpToALimit(int failures, long from, long to) {
        Renewal state = Renewal.start(NOW);
        for (int i = 0; i < failures; i++) {
            state = failed(state, NOW);
        }

        assertThat(state.untilAsk(NOW).toMillis()).isBetween(from, to);
    }

    @Test
    void aSuccessForgetsTheFailures() {
        Renewal state = failed(failed(issued(Duration.ZERO, HOUR), NOW), NOW);
        Issued event = new Issued(validity(Duration.ZERO, HOUR));

        Renewal.Holding after = (Renewal.Holding) Renewal.next(state, event, NOW, POLICY, random);

        assertThat(after.failures()).isZero();
        assertThat(after.untilAsk(NOW)).isGreaterThan(Duration.ofMinutes(29));
    }

    @Test
    void theCertificateStaysWhileTheNextFailsAndUntilItsEnd() {
        Renewal state = failed(issued(Duration.ZERO, HOUR), NOW);

        assertThat(state.isValid(NOW.plus(Duration.ofMinutes(59)))).isTrue();
        assertThat(state.isValid(NOW.plus(HOUR))).isFalse();
        assertThat(state.untilAsk(NOW.plus(Duration.ofSeconds(1)))).isZero();
    }

    @Test
    void aClockThatStandsStillDoesNotStopRenewal() {
        Renewal state = issued(Duration.ZERO, HOUR);
        Moment later =
                new Moment(NOW.epochMillis(), NOW.nanos() + Duration.ofMinutes(31).toNanos());

        assertThat(state.untilAsk(later)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "PT31M, true, the time of renewal is passed",
        "PT2H, true, the end is passed",
        "PT-3M, true, the beginning lies ahead",
        "PT-30S, false, still inside",
        "PT10M, false, still before the time of renewal"
    })
    void aClockThatIsSetLeadsToAskingWhereItMatters(Duration jump, boolean asks, String why) {
        Renewal state = issued(Duration.ofMinutes(2), HOUR);
        Moment jumped = new Moment(NOW.epochMillis() + jump.toMillis(), NOW.nanos());

        assertThat(state.untilAsk(jumped).isZero()).as(why).isEqualTo(asks);
    }

    @Test
    void aClockThatStaysWrongIsAskedAboutInTheRhythmOfRetries() {
        Renewal state = issued(Duration.ofMinutes(2), HOUR);
        Moment wrong = new Moment(NOW.epochMillis() - HOUR.toMillis(), NOW.nanos());

        state = failed(state, wrong);

        assertThat(state.isValid(wrong)).isFalse();
        assertThat(state.untilAsk(wrong)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void anotherShareIsObeyed() {
        RenewPolicy early = new RenewPolicy(0.75, 0, Duration.ofSeconds(1), Duration.ofSeconds(2));

        Renewal state =
                Renewal.next(
                        Renewal.start(NOW),
                        new Issued(validity(Duration.ZERO, Duration.ofSeconds(100))),
                        NOW,
                        early,
                        random);

        assertThat(state.untilAsk(NOW)).isEqualTo(Duration.ofSeconds(25));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "-1, 0", "NaN, 0", "0.5, 1", "0.5, -0.1"})
    void sharesOutsideTheirRangeAreRefused(double grace, double jitter) {
        assertThatThrownBy(() -> new RenewPolicy(grace, jitter, Duration.ofSeconds(1), HOUR))
                .hasMessageContaining("between 0 and 1");
    }
}
