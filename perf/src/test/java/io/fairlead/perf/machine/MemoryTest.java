package io.fairlead.perf.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryTest {

    @Test
    void residentAnonymousAndProportionalAreRead() {
        assertThat(
                        Memory.parse(
                                List.of(
                                        "55f82f771000-7ffc017d6000 ---p 00000000 00:00 0 [rollup]",
                                        "Rss:              117760 kB",
                                        "Pss:              101376 kB",
                                        "Pss_Anon:          92160 kB",
                                        "Anonymous:         92160 kB",
                                        "AnonHugePages:     10240 kB")))
                .isEqualTo(new Memory(117_760, 92_160, 101_376));
    }

    @Test
    void theClockOfThisProcessRuns() {
        long self = ProcessHandle.current().pid();
        long before = ProcessorTime.nanos(self);
        long sum = 0;
        for (int i = 0; i < 1_000_000; i++) {
            sum += Long.numberOfTrailingZeros(i + sum);
        }
        assertThat(ProcessorTime.nanos(self) - before).as("after %d", sum).isPositive();
    }
}
