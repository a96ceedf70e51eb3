package io.fairlead.clock;

import java.time.Instant;

/// What time it is.
public interface Clock {
    /// Wall-clock time, for people and certificates.
    Instant now();

    /// Steady time in nanoseconds, for measuring; only differences mean something.
    long nanos();

    /// The machine's clock.
    static Clock system() {
        return new Clock() {
            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }
        };
    }
}
