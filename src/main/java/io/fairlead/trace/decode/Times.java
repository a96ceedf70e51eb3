package io.fairlead.trace.decode;

/// Times that somebody else wrote down.
final class Times {

    /// The year 2262; far from where sums overflow.
    private static final long MICROS_MAX = Long.MAX_VALUE / 1_000;

    private static final long NANOS_PER_MICRO = 1_000;

    private Times() {}

    /// Units times their size in microseconds, between 0 and the year 2262.
    static long bounded(long units, long micros) {
        return units <= 0 ? 0 : units >= MICROS_MAX / micros ? MICROS_MAX : units * micros;
    }

    /// @param nanos without a sign
    static long ofNanos(long nanos) {
        return Long.divideUnsigned(nanos, NANOS_PER_MICRO) > MICROS_MAX
                ? MICROS_MAX
                : Long.divideUnsigned(nanos, NANOS_PER_MICRO);
    }

    /// From start to end; 0 where the end comes first.
    static long between(long start, long end) {
        return Math.max(0, end - start);
    }
}
