package io.fairlead.minicluster.kubelet;

import java.time.Duration;

/// How long a container that ended waits until it is started again: at once the first time, then twice as long each
/// time, up to a limit; and from the beginning again once it has run for a while.
final class RestartDelay {

    private static final Duration UNIT = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PROVEN = Duration.ofSeconds(60);

    private RestartDelay() {}

    /// Failures in a row, after one more run.
    static int failures(int before, Duration ran) {
        return ran.compareTo(PROVEN) >= 0 ? 1 : before + 1;
    }

    static Duration after(int failures) {
        if (failures <= 1) {
            return Duration.ZERO;
        }
        Duration delay = UNIT.multipliedBy(1L << Math.min(failures - 1, 16));
        return delay.compareTo(LIMIT) > 0 ? LIMIT : delay;
    }
}
