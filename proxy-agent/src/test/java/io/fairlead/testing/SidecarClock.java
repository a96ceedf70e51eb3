package io.fairlead.testing;

import io.fairlead.proxy.clock.Clock;
import java.time.Duration;
import java.time.Instant;

/// A sidecar's time, which stands still until a test moves it.
public final class SidecarClock implements Clock {
    private long millis;
    private long nanos = 1_000_000_000L;

    public SidecarClock(Instant start) {
        millis = start.toEpochMilli();
    }

    /// Time passes.
    public void pass(Duration time) {
        millis += time.toMillis();
        nanos += time.toNanos();
    }

    /// Somebody sets the clock of the world; the stopwatch doesn't notice.
    public void set(Instant time) {
        millis = time.toEpochMilli();
    }

    public Instant instant() {
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long epochMillis() {
        return millis;
    }
}
