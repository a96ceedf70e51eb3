package io.fairlead.proxy.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.enforce.Enforcement.Verdict;
import io.fairlead.proxy.meter.Callers;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModesTest {
    private static final Duration TTL = Duration.ofSeconds(15);
    private static final long SECOND = 1_000_000_000L;
    private static final String KNOWN = "10.0.0.7";
    private static final String STRANGER = "203.0.113.9";

    private final Hand clock = new Hand();
    private final Enforcement enforcement = new Enforcement(clock, new Callers(), new Stats());

    private static final class Hand implements Clock {
        private long nanos = 5 * SECOND;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long epochMillis() {
            return nanos / 1_000_000;
        }

        void wait(int seconds) {
            nanos += seconds * SECOND;
        }
    }

    private static Wish wish(long version, Mode mode, long attempt) {
        return new Wish(version, TTL, Map.of(8080, new Wish.Port(mode, attempt)), Set.of(KNOWN));
    }

    /// One wish, and what it makes of a port some seconds later.
    @ParameterizedTest
    @CsvSource({
        "AUDIT, 8080,  0, AUDIT",
        "AUDIT, 8080, 99, AUDIT",
        "AUDIT, 8081,  0, POLICY",
        "TRIAL, 8080,  0, TRIAL",
        "TRIAL, 8080, 14, TRIAL",
        "TRIAL, 8080, 15, POLICY",
        "TRIAL, 8080, 99, POLICY",
        "TRIAL, 8081,  0, POLICY",
    })
    void aWishConcernsItsPortsAndATrialItsTime(Mode wished, int port, int seconds, Mode does) {
        Modes modes = Modes.NONE.taken(wish(1, wished, 1), 7 * SECOND);
        assertThat(modes.of(port, (7 + seconds) * SECOND)).isEqualTo(does);
    }

    @Test
    void aWordOfTheSameVersionRenewsAndNoOtherDoes() {
        Modes modes = Modes.NONE.taken(wish(4, Mode.TRIAL, 1), 0);
        assertThat(modes.renewed(4, 14 * SECOND).of(8080, 28 * SECOND)).isEqualTo(Mode.TRIAL);
        assertThat(modes.renewed(3, 14 * SECOND).of(8080, 28 * SECOND)).isEqualTo(Mode.POLICY);
    }

    /// T16: a daemon that is gone is not waited for as long as one that is only silent.
    @ParameterizedTest
    @CsvSource({
        // the stream breaks this many seconds after the last word, and clear text is let in this
        // many after that
        "0, 5",
        "1, 5",
        "9, 5",
        "10, 5",
        "12, 3",
        "14, 1",
    })
    void aTrialWhoseDaemonIsGoneEndsSoon(int broken, int after) {
        Modes gone = Modes.NONE.taken(wish(4, Mode.TRIAL, 1), 0).unheard(broken * SECOND);
        assertThat(gone.of(8080, (broken + after) * SECOND - 1)).isEqualTo(Mode.TRIAL);
        assertThat(gone.of(8080, (broken + after) * SECOND)).isEqualTo(Mode.POLICY);
        Modes again = gone.unheard((broken + 3) * SECOND);
        assertThat(again.of(8080, (broken + after) * SECOND))
                .as("each failure to reach it is no new begin")
                .isEqualTo(Mode.POLICY);
        Modes back = gone.renewed(4, (broken + 1) * SECOND);
        assertThat(back.of(8080, (broken + 15) * SECOND)).isEqualTo(Mode.TRIAL);
    }

    @Test
    void theClockOfAStopwatchMayBeginAnywhere() {
        Modes modes = Modes.NONE.taken(wish(1, Mode.TRIAL, 1), Long.MAX_VALUE - SECOND);
        assertThat(modes.of(8080, Long.MIN_VALUE + SECOND)).isEqualTo(Mode.TRIAL);
        assertThat(modes.of(8080, Long.MIN_VALUE + 20 * SECOND)).isEqualTo(Mode.POLICY);
    }

    private Enforcement.Port held() {
        return Objects.requireNonNull(enforcement.held().ports().get(8080));
    }

    @Test
    void aKnownCallerIsRefusedOnceAndItsAttemptIsNotTakenUpAgain() {
        List<String> told = new ArrayList<>();
        enforcement.onTrip(() -> told.add("trip"));
        enforcement.take(wish(1, Mode.TRIAL, 70));

        assertThat(enforcement.arrives(8080, KNOWN)).isEqualTo(Verdict.REFUSE);
        assertThat(enforcement.arrives(8080, KNOWN)).isEqualTo(Verdict.LET_IN);
        assertThat(told).containsExactly("trip");

        Enforcement.Port held = held();
        assertThat(held.mode()).isEqualTo(Mode.POLICY);
        assertThat(held.trip().caller()).isEqualTo(KNOWN);

        enforcement.take(wish(2, Mode.TRIAL, 70));
        assertThat(enforcement.arrives(8080, STRANGER)).isEqualTo(Verdict.LET_IN);
        enforcement.renew(2);
        assertThat(enforcement.arrives(8080, STRANGER)).isEqualTo(Verdict.LET_IN);

        enforcement.take(wish(3, Mode.TRIAL, 71));
        assertThat(enforcement.arrives(8080, STRANGER)).isEqualTo(Verdict.REFUSE);
    }

    @Test
    void aStrangerIsRefusedHoweverOftenItKnocks() {
        enforcement.take(wish(1, Mode.TRIAL, 1));
        for (int i = 0; i < 1_000; i++) {
            assertThat(enforcement.arrives(8080, STRANGER)).isEqualTo(Verdict.REFUSE);
        }
        assertThat(held().trip().caller()).isEmpty();
    }

    @Test
    void anAuditLetsInAndCounts() {
        Stats stats = new Stats();
        Enforcement audited = new Enforcement(clock, new Callers(), stats);
        audited.take(wish(1, Mode.AUDIT, 0));
        assertThat(audited.arrives(8080, KNOWN)).isEqualTo(Verdict.LET_IN);
        assertThat(audited.arrives(8080, STRANGER)).isEqualTo(Verdict.LET_IN);
        assertThat(audited.arrives(8081, STRANGER)).isEqualTo(Verdict.LET_IN);
        assertThat(stats.counter(StatName.of("mtls", "would_deny")).sum()).isEqualTo(2);
    }

    @Test
    void silenceOfTheDaemonTakesATrialBack() {
        enforcement.take(wish(1, Mode.TRIAL, 1));
        clock.wait(14);
        enforcement.renew(1);
        clock.wait(14);
        assertThat(enforcement.arrives(8080, STRANGER)).isEqualTo(Verdict.REFUSE);
        clock.wait(1);
        assertThat(enforcement.arrives(8080, STRANGER)).isEqualTo(Verdict.LET_IN);
        assertThat(held().mode()).isEqualTo(Mode.POLICY);
        enforcement.renew(1);
        assertThat(enforcement.arrives(8080, STRANGER)).isEqualTo(Verdict.REFUSE);
    }

    @Test
    void drainingBeginsOnceForAnAttempt() {
        List<String> told = new ArrayList<>();
        enforcement.listen((port, attempt) -> told.add(port + "/" + attempt));
        enforcement.take(wish(1, Mode.AUDIT, 0));
        enforcement.take(wish(2, Mode.TRIAL, 1));
        enforcement.renew(2);
        enforcement.take(wish(3, Mode.TRIAL, 1));
        enforcement.take(wish(4, Mode.TRIAL, 2));
        assertThat(told).containsExactly("8080/1", "8080/2");
    }
}
