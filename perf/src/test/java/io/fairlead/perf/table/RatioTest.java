package io.fairlead.perf.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fairlead.perf.table.Ratio.Pair;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RatioTest {

    @Test
    void whatSlowsBothDownInARoundLeavesTheRatioAlone() {
        Ratio ratio = Ratio.of(List.of(new Pair(20, 10), new Pair(200, 100), new Pair(60, 30)));
        assertThat(ratio.mean()).isCloseTo(2, within(1e-9));
        assertThat(ratio.low()).isCloseTo(2, within(1e-9));
        assertThat(ratio.high()).isCloseTo(2, within(1e-9));
    }

    @Test
    void twiceAndHalfAverageToTheSame() {
        assertThat(Ratio.of(List.of(new Pair(2, 1), new Pair(1, 2))).mean())
                .isCloseTo(1, within(1e-9));
    }

    /// Logarithms 0, 0.1 and 0.2: mean 0.1, standard error 0.1/√3, t(2) 4.303.
    @Test
    void theIntervalIsStudentsOnTheLogarithms() {
        Ratio ratio =
                Ratio.of(
                        List.of(
                                new Pair(1, 1),
                                new Pair(Math.exp(0.1), 1),
                                new Pair(Math.exp(0.2), 1)));
        double half = 4.303 * 0.1 / Math.sqrt(3);
        assertThat(ratio.mean()).isCloseTo(Math.exp(0.1), within(1e-9));
        assertThat(ratio.low()).isCloseTo(Math.exp(0.1 - half), within(1e-9));
        assertThat(ratio.high()).isCloseTo(Math.exp(0.1 + half), within(1e-9));
    }

    @Test
    void oneRoundHasNoIntervalAndSaysSo() {
        assertThat(Ratio.of(List.of(new Pair(3, 2))).text()).isEqualTo("1.50 (1 round)");
    }

    @Test
    void manyRoundsUseTheNormalDistribution() {
        List<Pair> pairs =
                IntStream.range(0, 40).mapToObj(i -> new Pair(i % 2 == 0 ? 1.1 : 0.9, 1)).toList();
        Ratio ratio = Ratio.of(pairs);
        assertThat(ratio.low()).isBetween(0.96, ratio.mean());
        assertThat(ratio.high()).isBetween(ratio.mean(), 1.04);
    }
}
