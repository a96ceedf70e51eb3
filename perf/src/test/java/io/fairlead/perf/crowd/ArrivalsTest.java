package io.fairlead.perf.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.perf.table.Histogram;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    @Test
    void eachStreamCountsOnceForEachChange() {
        Arrivals arrivals = new Arrivals(new Order.Watch(10, 2, false), 2);
        arrivals.heard(0, 10, 1_005);
        arrivals.heard(0, 10, 9_999);
        arrivals.heard(1, 10, 1_007);
        arrivals.heard(1, 11, 2_003);
        assertThat(arrivals.missing()).isEqualTo(1);

        Histogram latency = arrivals.latency(List.of(1_000L, 2_000L));
        assertThat(latency.total()).isEqualTo(3);
        assertThat(latency.percentile(1)).isEqualTo(7);
    }

    @Test
    void changesThatNobodyWatchesAreLeftOut() {
        Arrivals arrivals = new Arrivals(new Order.Watch(10, 1, false), 1);
        arrivals.heard(0, 9, 5);
        arrivals.heard(0, 11, 5);
        assertThat(arrivals.missing()).isEqualTo(1);
    }

    @Test
    void aLaterChangeOfTheSameObjectBringsThoseBefore() {
        Arrivals arrivals = new Arrivals(new Order.Watch(0, 3, true), 1);
        arrivals.heard(0, 0, 104);
        arrivals.heard(0, 2, 120);
        assertThat(arrivals.missing()).isZero();
        assertThat(arrivals.latency(List.of(100L, 110L, 115L)).counts()).containsOnlyKeys(4, 10, 5);
    }
}
