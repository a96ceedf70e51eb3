package io.fairlead.perf.table;

import java.util.Map;
import java.util.TreeMap;

/// How often which duration was seen, to within 1.6 %: sixty-four buckets for each doubling. Not for several threads.
public final class Histogram {
    private static final int BITS = 6;
    private static final int HALF = 1 << BITS;
    private static final int BUCKETS = (Long.SIZE - BITS) * HALF;

    private final long[] counts = new long[BUCKETS];
    private long total;

    /// Counts one duration; below zero counts as zero.
    public void record(long nanos) {
        counts[indexOf(Math.max(0, nanos))]++;
        total++;
    }

    /// Adds everything that was counted elsewhere, as [#counts()] gives it.
    public void add(Map<Integer, Long> others) {
        others.forEach((index, count) -> {
            counts[index] += count;
            total += count;
        });
    }

    /// How many durations were counted.
    public long total() {
        return total;
    }

    /// Bucket to count, for those that were used.
    public Map<Integer, Long> counts() {
        Map<Integer, Long> used = new TreeMap<>();
        for (int i = 0; i < BUCKETS; i++) {
            if (counts[i] > 0) {
                used.put(i, counts[i]);
            }
        }
        return used;
    }

    /// The duration in nanoseconds that this share of all is not above; 0 when nothing was counted.
    ///
    /// @param share between 0 and 1
    public long percentile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return middleOf(i);
            }
        }
        return 0;
    }

    private static int indexOf(long value) {
        int shift = Math.max(0, Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(value));
        return (shift << BITS) + (int) (value >>> shift);
    }

    private static long middleOf(int index) {
        if (index < 2 * HALF) {
            return index;
        }
        int shift = (index >> BITS) - 1;
        long lowest = ((long) (index & (HALF - 1)) + HALF) << shift;
        return lowest + (1L << shift) / 2;
    }
}
