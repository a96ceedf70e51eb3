package io.fairlead.proxy.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.clock.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmUpTest {

    @Test
    void practisesEverythingAFewTimes() {
        var outcome =
                WarmUp.run(
                        Clock.SYSTEM,
                        new WarmUp.Limits(Duration.ofMinutes(1), Duration.ofSeconds(30), 100));
        assertThat(outcome.requests()).isEqualTo(100);
    }

    @Test
    void stopsWhenItsProcessorTimeIsSpent() {
        var outcome =
                WarmUp.run(
                        Clock.SYSTEM,
                        new WarmUp.Limits(
                                Duration.ofMillis(50), Duration.ofSeconds(30), Integer.MAX_VALUE));
        assertThat(outcome.processor()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(5));
        assertThat(outcome.wall()).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void theProgramsNameMayHoldAnything() {
        assertThat(ProcessorTime.parse("7 (a) b) S 1 7 7 0 -1 4194560 1 2 3 4 120 30 0 0 20 0 1 0"))
                .isEqualTo(OptionalLong.of(1500));
        assertThat(ProcessorTime.parse("7 (x) S")).isEqualTo(OptionalLong.empty());
    }
}
