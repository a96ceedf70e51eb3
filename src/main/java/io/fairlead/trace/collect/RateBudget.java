package io.fairlead.trace.collect;

/// Bytes that may be read: a second's worth may come at once, then as many as the rate gives. For one thread.
final class RateBudget {

    private static final double NANOS_PER_SECOND = 1e9;

    private final long perSecond;
    private double left;
    private long at;

    RateBudget(long perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.left = perSecond;
        this.at = nowNanos;
    }

    /// Takes them when they are there.
    boolean take(long bytes, long nowNanos) {
        left = Math.min((double) perSecond, left + (nowNanos - at) / NANOS_PER_SECOND * perSecond);
        at = nowNanos;
        if (left < bytes) {
            return false;
        }
        left -= bytes;
        return true;
    }
}
