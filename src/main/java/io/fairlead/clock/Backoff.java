package io.fairlead.clock;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try: doubled each time up to a cap, and spread so that many don't come at once.
///
/// @param first delay before the second try
/// @param max no delay is longer
public record Backoff(Duration first, Duration max) {
    private static final int DOUBLINGS_MAX = 30;

    /// Delay after so many failures: between half of it and all of it.
    public Duration delay(int failures, RandomGenerator random) {
        long doubled = first.toNanos() << Math.min(Math.max(failures - 1, 0), DOUBLINGS_MAX);
        long capped = doubled <= 0 ? max.toNanos() : Math.min(doubled, max.toNanos());
        return Duration.ofNanos(capped / 2 + random.nextLong(capped / 2 + 1));
    }
}
