package io.fairlead.minicluster;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waits for what comes from elsewhere.
public final class Until {

    private static final Duration LOOK = Duration.ofMillis(20);

    private Until() {}

    /// Asks until it is so; fails after the limit.
    ///
    /// @param what is told when it never came true
    public static void holds(String what, Duration limit, Callable<Boolean> condition)
            throws Exception {
        if (!held(limit, condition)) {
            throw new AssertionError("never came true in %s: %s".formatted(limit, what));
        }
    }

    /// Asks until it is so.
    ///
    /// @return whether that was before the limit
    public static boolean held(Duration limit, Callable<Boolean> condition) throws Exception {
        return held(limit, LOOK, condition);
    }

    /// Asks until it is so.
    ///
    /// @param pause between two looks, where a look costs something
    /// @return whether that was before the limit
    public static boolean held(Duration limit, Duration pause, Callable<Boolean> condition)
            throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(pause.toNanos());
        }
        return true;
    }
}
