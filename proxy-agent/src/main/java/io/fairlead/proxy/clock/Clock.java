package io.fairlead.proxy.clock;

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
            };

    /// A stopwatch: only differences mean something.
    long nanos();

    /// Milliseconds since 1970.
    long epochMillis();
}
