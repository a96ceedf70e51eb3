package io.fairlead.proxy.identity.renew;

import java.time.Duration;

/// Now, by both clocks: the one of the world, which can be set, and the stopwatch, which can't.
///
/// @param epochMillis of the world
/// @param nanos of the stopwatch
public record Moment(long epochMillis, long nanos) {

    /// This much later, by both.
    public Moment plus(Duration time) {
        return new Moment(epochMillis + time.toMillis(), nanos + time.toNanos());
    }
}
