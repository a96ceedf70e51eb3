package io.fairlead.push.ads;

/// A token bucket as a value: full at first, refilled evenly.
///
/// @param perSecond tokens that come back each second, and the most that there can be
/// @param denied true when the last who asked got none
record RateLimit(int perSecond, double tokens, long atNanos, boolean denied) {

    private static final double NANOS = 1e9;

    static RateLimit full(int perSecond, long nowNanos) {
        return new RateLimit(perSecond, perSecond, nowNanos, false);
    }

    /// Somebody asks for a token.
    RateLimit ask(long nowNanos) {
        double more = Math.max(0, nowNanos - atNanos) / NANOS * perSecond;
        double now = Math.min(perSecond, tokens + more);
        return now < 1
                ? new RateLimit(perSecond, now, nowNanos, true)
                : new RateLimit(perSecond, now - 1, nowNanos, false);
    }
}
