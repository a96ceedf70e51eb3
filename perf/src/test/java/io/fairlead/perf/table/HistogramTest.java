package io.fairlead.perf.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {

    @Test
    void percentilesAreThoseOfTheSortedDurations() {
        Histogram histogram = new Histogram();
        for (int i = 1; i <= 100; i++) {
            histogram.record(i);
        }
        assertThat(histogram.percentile(0.5)).isEqualTo(50);
        assertThat(histogram.percentile(0.99)).isEqualTo(99);
        assertThat(histogram.percentile(1)).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 129, 255, 256, 1_000, 123_456, 9_999_999_999L})
    void anyDurationIsRememberedToWithinOnePointSixPercent(long nanos) {
        Histogram histogram = new Histogram();
        histogram.record(nanos);
        assertThat((double) histogram.percentile(0.5))
                .isCloseTo((double) nanos, within(nanos * 0.016));
    }

    @Test
    void theLongestDurationHasABucket() {
        Histogram histogram = new Histogram();
        histogram.record(Long.MAX_VALUE);
        assertThat(histogram.percentile(0.5)).isGreaterThan(Long.MAX_VALUE / 64 * 62);
    }

    @Test
    void countsOfSeveralRunsAddUp() {
        Histogram one = new Histogram();
        one.record(10);
        Histogram all = new Histogram();
        all.record(20);
        all.add(one.counts());
        all.add(one.counts());
        assertThat(all.total()).isEqualTo(3);
        assertThat(all.percentile(0.5)).isEqualTo(10);
        assertThat(all.percentile(0.99)).isEqualTo(20);
    }

    @Test
    void nothingHasNoPercentile() {
        assertThat(new Histogram().percentile(0.99)).isZero();
    }
}
