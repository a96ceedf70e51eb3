package io.fairlead.proxy.trace.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.model.Tracing.Sampling;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionTest {

    private static final Decision.Wishes NOTHING = new Decision.Wishes(false, false);

    /// Shares are of 10,000; the first eight digits of an id are its number, here 0x64 = 100 and 0x63 = 99.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # id                                 | random | client | forced | reason     | id afterwards
                    00000063-0000-4000-8000-000000000000 | 100    | false  | false  | SAMPLED    | 00000063-0000-9000-8000-000000000000
                    00000064-0000-4000-8000-000000000000 | 100    | false  | false  | NOT_TRACED | 00000064-0000-4000-8000-000000000000
                    00000064-0000-9000-8000-000000000000 | 0      | false  | false  | SAMPLED    | 00000064-0000-9000-8000-000000000000
                    00000064-0000-a000-8000-000000000000 | 0      | false  | false  | FORCED     | 00000064-0000-a000-8000-000000000000
                    00000064-0000-b000-8000-000000000000 | 0      | false  | false  | CLIENT     | 00000064-0000-b000-8000-000000000000
                    00000064-0000-4000-8000-000000000000 | 0      | false  | true   | FORCED     | 00000064-0000-a000-8000-000000000000
                    00000064-0000-4000-8000-000000000000 | 0      | true   | true   | CLIENT     | 00000064-0000-b000-8000-000000000000
                    00000064-0000-7000-8000-000000000000 | 0      | false  | false  | NOT_TRACED | 00000064-0000-4000-8000-000000000000
                    my-own-id                            | 10000  | false  | true   | NOT_TRACED | my-own-id
                    zzzz0064-0000-4000-8000-000000000000 | 10000  | false  | false  | NOT_TRACED | zzzz0064-0000-4000-8000-000000000000
                    """)
    void theIdDecides(
            String id,
            int random,
            boolean client,
            boolean forced,
            TraceReason reason,
            String after) {
        var sampling = new Sampling(Sampling.ALL, random, Sampling.ALL, true, true);
        Decision decision = Decision.of(id, sampling, new Decision.Wishes(client, forced), 0);
        assertThat(decision).isEqualTo(new Decision(reason, after));
    }

    @Test
    void theOverallShareCutsWhatWasWished() {
        var sampling = new Sampling(Sampling.ALL, Sampling.ALL, 50, true, true);
        String id = "00000064-0000-9000-8000-000000000000";
        assertThat(Decision.of(id, sampling, NOTHING, 0))
                .isEqualTo(
                        new Decision(
                                TraceReason.NOT_TRACED, "00000064-0000-4000-8000-000000000000"));
    }

    @Test
    void anIdIsLeftAsItIsWhereReasonsAreNotPacked() {
        var sampling = new Sampling(Sampling.ALL, Sampling.ALL, Sampling.ALL, false, true);
        String id = "00000064-0000-4000-8000-000000000000";
        assertThat(Decision.of(id, sampling, NOTHING, 0))
                .isEqualTo(new Decision(TraceReason.SAMPLED, id));
    }

    @Test
    void withoutAnIdNothingIsTraced() {
        assertThat(Decision.of(null, Sampling.DEFAULT, NOTHING, 0).traced()).isFalse();
    }

    @Test
    void chanceDecidesWhereTheIdDoesNot() {
        var sampling = new Sampling(Sampling.ALL, 100, Sampling.ALL, true, false);
        assertThat(Decision.of("x", sampling, NOTHING, 99))
                .isEqualTo(new Decision(TraceReason.SAMPLED, "x"));
        assertThat(Decision.of("x", sampling, NOTHING, 100).traced()).isFalse();
    }

    @Test
    void onePercentIsOnePercent() {
        long seed = 4711;
        var random = new SplittableRandom(seed);
        var sampling = new Sampling(Sampling.ALL, 100, Sampling.ALL, true, true);
        int traced = 0;
        for (int i = 0; i < 100_000; i++) {
            String id =
                    new UUID((random.nextLong() & ~0xf000L) | 0x4000L, random.nextLong())
                            .toString();
            traced += Decision.of(id, sampling, NOTHING, 0).traced() ? 1 : 0;
        }
        assertThat(traced).as("seed %d", seed).isBetween(850, 1150);
    }
}
