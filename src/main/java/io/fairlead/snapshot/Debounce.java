package io.fairlead.snapshot;

import java.time.Duration;

/// When a batch of changes is ready: after a short silence, and at the latest after a while.
///
/// @param quiet silence that ends a batch
/// @param max no change waits longer
public record Debounce(Duration quiet, Duration max) {
    /// A write should be routed within 250 ms over the whole chain, so little of it may be spent here.
    public static final Debounce DEFAULT =
            new Debounce(Duration.ofMillis(3), Duration.ofMillis(30));

    /// How much longer to wait for another change; nothing left means that the batch is ready.
    ///
    /// @param sinceFirst time since the first change of the batch
    public Duration wait(Duration sinceFirst) {
        Duration left = max.minus(sinceFirst);
        return left.isNegative() || left.isZero()
                ? Duration.ZERO
                : left.compareTo(quiet) < 0 ? left : quiet;
    }
}
