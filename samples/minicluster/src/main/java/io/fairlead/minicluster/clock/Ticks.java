package io.fairlead.minicluster.clock;

import java.time.Duration;

/// A monotonic clock that can also be waited on.
public interface Ticks {

    /// The machine's clock.
    Ticks SYSTEM =
            new Ticks() {
                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }

                @Override
                public void pause(Duration time) throws InterruptedException {
                    Thread.sleep(time);
                }
            };

    /// Nanoseconds since some moment.
    long nanoTime();

    /// Comes back after this long.
    void pause(Duration time) throws InterruptedException;
}
