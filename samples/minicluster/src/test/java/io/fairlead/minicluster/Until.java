package io.fairlead.minicluster;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Waits for what comes from elsewhere.
public final class Until {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

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
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }
}
