package io.fairlead.proxy.upstream.outlier;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.model.OutlierDetection;
import io.fairlead.proxy.upstream.outlier.Ejection.Ejected;
import io.fairlead.proxy.upstream.outlier.Ejection.Event;
import io.fairlead.proxy.upstream.outlier.Ejection.Serving;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EjectionTest {

    private static final long SECOND = 1_000_000_000L;

    private static final OutlierDetection LIMITS =
            new OutlierDetection(
                    3,
                    2,
                    0,
                    false,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(70),
                    50);

    private Ejection state = Ejection.FRESH;

    @Test
    void threeFiveHundredsInARowEject() {
        answers(500, 500);
        assertThat(state).isEqualTo(new Serving(2, 0, 0, 0));
        answers(500);
        assertThat(state).isEqualTo(new Ejected(30 * SECOND, 1));
    }

    @Test
    void aGoodAnswerBetweenForgivesEverything() {
        answers(500, 500, 200, 404, 500, 500);
        assertThat(state).isEqualTo(new Serving(2, 0, 0, 0));
    }

    @Test
    void twoGatewayFailuresInARowEject() {
        answers(503, 500, 200, 502, 504);
        assertThat(state).isInstanceOf(Ejected.class);
    }

    @Test
    void failingToAnswerCountsAsBothUnlessItIsCountedApart() {
        happens(Event.FAILED, LIMITS);
        happens(Event.FAILED, LIMITS);
        assertThat(state).isInstanceOf(Ejected.class);

        state = Ejection.FRESH;
        OutlierDetection apart =
                new OutlierDetection(
                        3,
                        2,
                        4,
                        true,
                        LIMITS.interval(),
                        LIMITS.baseEjection(),
                        LIMITS.maxEjection(),
                        50);
        for (int i = 0; i < 3; i++) {
            happens(Event.FAILED, apart);
        }
        assertThat(state).isEqualTo(new Serving(0, 0, 3, 0));
        happens(Event.FAILED, apart);
        assertThat(state).isInstanceOf(Ejected.class);
    }

    @Test
    void eachEjectionLastsLongerUpToTheMaximum() {
        state = new Serving(2, 0, 0, 1);
        answers(500);
        assertThat(state).isEqualTo(new Ejected(60 * SECOND, 2));
        state = new Serving(2, 0, 0, 2);
        answers(500);
        assertThat(state).isEqualTo(new Ejected(70 * SECOND, 3));
    }

    @Test
    void itComesBackAtTheFirstIntervalAfterItsTime() {
        var ejected = new Ejected(30 * SECOND, 1);
        assertThat(Ejection.next(ejected, Event.INTERVAL, LIMITS, 29 * SECOND, true))
                .isSameAs(ejected);
        assertThat(Ejection.next(ejected, new Event.Answered(200), LIMITS, 31 * SECOND, true))
                .isSameAs(ejected);
        assertThat(Ejection.next(ejected, Event.INTERVAL, LIMITS, 30 * SECOND, true))
                .isEqualTo(new Serving(0, 0, 0, 1));
    }

    @Test
    void quietIntervalsTakeStepsBack() {
        state = new Serving(1, 0, 0, 2);
        happens(Event.INTERVAL, LIMITS);
        assertThat(state).isEqualTo(new Serving(1, 0, 0, 1));
    }

    @Test
    void nobodyGoesWhenEnoughAreOut() {
        state = new Serving(2, 0, 0, 0);
        state = Ejection.next(state, new Event.Answered(500), LIMITS, 0, false);
        assertThat(state).isEqualTo(new Serving(3, 0, 0, 0));
    }

    @Test
    void aHealthyHostStaysTheSameObject() {
        Ejection fresh = Ejection.FRESH;
        assertThat(Ejection.next(fresh, new Event.Answered(200), LIMITS, 0, true)).isSameAs(fresh);
    }

    private void answers(int... statuses) {
        for (int status : statuses) {
            happens(new Event.Answered(status), LIMITS);
        }
    }

    private void happens(Event event, OutlierDetection limits) {
        state = Ejection.next(state, event, limits, 0, true);
    }
}
