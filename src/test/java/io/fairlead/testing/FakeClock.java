package io.fairlead.testing;

import io.fairlead.clock.Clock;
import java.time.Duration;
import java.time.Instant;

/// Time that passes only when a test says so.
public final class FakeClock implements Clock {
    private volatile Instant now;

    /// At the beginning of time.
    public FakeClock() {
        this(Instant.EPOCH);
    }

    public FakeClock(Instant now) {
        this.now = now;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public long nanos() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }
}
