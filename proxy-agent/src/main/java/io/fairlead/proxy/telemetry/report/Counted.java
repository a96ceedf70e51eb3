package io.fairlead.proxy.telemetry.report;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An edge of one event loop, with what it counted and how much of that the daemon has. The loop adds; the reporting
/// thread compares.
final class Counted {
    final int hash;
    final Edge edge;
    final Tally tally = new Tally();

    private long usedNanos;

    /// What the last look of the reporting thread found.
    private volatile boolean settled;

    /// Of the reporting thread.
    private final long[] acknowledged = new long[Tally.SIZE];

    Counted(int hash, Edge edge) {
        this.hash = hash;
        this.edge = edge;
    }

    /// The loop has counted; afterwards, so that a look that missed it doesn't leave this settled.
    ///
    /// @param nowNanos of the loop's stopwatch
    void used(long nowNanos) {
        usedNanos = Math.max(usedNanos, nowNanos);
        if (settled) {
            settled = false;
        }
    }

    /// For the loop: unused since then, and all of it reported.
    boolean isIdleSince(long nanos) {
        return usedNanos <= nanos && settled;
    }

    /// What the daemon doesn't have yet; null when it has all.
    long @Nullable [] unreported() {
        settled = true;
        long[] delta = new long[Tally.SIZE];
        tally.addTo(delta);
        for (int i = 0; i < delta.length; i++) {
            delta[i] -= acknowledged[i];
        }
        if (Arrays.stream(delta).allMatch(one -> one == 0)) {
            return null;
        }
        settled = false;
        return delta;
    }

    void acknowledged(long[] delta) {
        for (int i = 0; i < delta.length; i++) {
            acknowledged[i] += delta[i];
        }
    }
}
