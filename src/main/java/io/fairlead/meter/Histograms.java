package io.fairlead.meter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Histograms of time, with buckets from milliseconds (a push) to half a minute (a proxy that is slow to take it).
public final class Histograms {
    private static final List<Duration> BUCKETS =
            List.of(
                    Duration.ofMillis(5),
                    Duration.ofMillis(10),
                    Duration.ofMillis(25),
                    Duration.ofMillis(50),
                    Duration.ofMillis(100),
                    Duration.ofMillis(250),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(30));

    private Histograms() {}

    /// A histogram in seconds under this name; what it is given is recorded.
    public static Consumer<Duration> seconds(MeterRegistry registry, String name) {
        return Timer.builder(name)
                        .serviceLevelObjectives(BUCKETS.toArray(Duration[]::new))
                        .minimumExpectedValue(BUCKETS.getFirst())
                        .register(registry)
                ::record;
    }
}
