package io.fairlead.telemetry.aggregate;

/// Buckets of a quarter of an octave, from 64 µs to 67 s: a quantile is off by at most an eighth.
public final class Latency {
    private static final int FIRST_OCTAVE = 6;
    private static final int PARTS = 4;
    private static final int OCTAVES = 20;
    private static final double MICROS_PER_MILLI = 1000;

    /// With the one below and the one above.
    public static final int BUCKETS = 2 + OCTAVES * PARTS;

    private Latency() {}

    /// The bucket of a time.
    public static int bucketOf(long micros) {
        if (micros < 1L << FIRST_OCTAVE) {
            return 0;
        }
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
        int part = (int) ((micros * PARTS) >>> octave) & (PARTS - 1);
        return Math.min(BUCKETS - 1, 1 + (octave - FIRST_OCTAVE) * PARTS + part);
    }

    /// The quantile in milliseconds: the middle of the bucket that it falls into; 0 of nothing.
    static double quantileMillis(long[] buckets, double quantile) {
        long all = 0;
        for (long one : buckets) {
            all += one;
        }
        long rank = Math.max(1, (long) Math.ceil(all * quantile));
        long seen = 0;
        for (int i = 0; i < buckets.length && all > 0; i++) {
            seen += buckets[i];
            if (seen >= rank) {
                return (lowerMicros(i) + lowerMicros(i + 1)) / 2 / MICROS_PER_MILLI;
            }
        }
        return 0;
    }

    private static double lowerMicros(int bucket) {
        if (bucket == 0) {
            return 0;
        }
        int at = Math.min(bucket - 1, OCTAVES * PARTS);
        double octave = Math.scalb(1.0, FIRST_OCTAVE + at / PARTS);
        return octave * (1 + (double) (at % PARTS) / PARTS);
    }
}
