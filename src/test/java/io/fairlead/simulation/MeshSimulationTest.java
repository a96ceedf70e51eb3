package io.fairlead.simulation;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever happens in whatever order, the proxies end up with the latest configuration.
///
/// `-Dseeds=1000` looks further; `-Dseed=N` repeats the run that failed.
class MeshSimulationTest {
    private static final int SEEDS = 12;

    static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one != null ? LongStream.of(one) : LongStream.range(0, Long.getLong("seeds", SEEDS));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void afterQuietEveryProxyHasTheLatest(long seed) throws InterruptedException {
        try {
            new MeshSimulation(seed).run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed %d; repeat it with -Dseed=%d".formatted(seed, seed), e);
        }
    }
}
