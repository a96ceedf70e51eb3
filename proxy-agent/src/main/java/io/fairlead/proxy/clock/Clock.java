package io.fairlead.proxy.clock;

import java.time.Instant;

/// The time. Handed in, so that a test can move it.
public interface Clock {

    /// The machine's.
    Clock SYSTEM =
            new Clock() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public long epochMillis() {
                    return System.currentTimeMillis();
                }

                @Override
                public long epochMicros() {
                    Instant now = Instant.now();
                    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
                }
            };

    /// A stopwatch: only differences mean something.
    long nanos();

    /// Milliseconds since 1970.
    long epochMillis();

    /// Microseconds since 1970. Costs more than [#epochMillis], and is for what needs it.
    default long epochMicros() {
        return epochMillis() * 1000;
    }
}
