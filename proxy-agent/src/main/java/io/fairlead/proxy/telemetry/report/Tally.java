package io.fairlead.proxy.telemetry.report;

import java.util.concurrent.atomic.AtomicLongArray;

/// Where the numbers of an edge stand in an array: how many, bytes both ways, then how long they took, in buckets of a
/// quarter of an octave. One loop adds, any thread reads.
final class Tally {

    static final int COUNT = 0;
    static final int RECEIVED = 1;
    static final int SENT = 2;
    static final int LATENCY = 3;

    private static final int FIRST_OCTAVE = 6;
    private static final int PARTS_BITS = 2;
    private static final int OCTAVES = 20;

    static final int BUCKETS = 2 + (OCTAVES << PARTS_BITS);
    static final int SIZE = LATENCY + BUCKETS;

    private final AtomicLongArray cells = new AtomicLongArray(SIZE);

    /// The bucket of a time: the first is below 64 µs, the last above 67 s.
    static int bucketOf(long micros) {
        if (micros < 1L << FIRST_OCTAVE) {
            return 0;
        }
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
        int part = (int) (micros >>> (octave - PARTS_BITS)) & ((1 << PARTS_BITS) - 1);
        return Math.min(BUCKETS - 1, 1 + ((octave - FIRST_OCTAVE) << PARTS_BITS) + part);
    }

    /// On the owner's loop only.
    void add(int cell, long amount) {
        cells.setOpaque(cell, cells.getPlain(cell) + amount);
    }

    void addTo(long[] sums) {
        for (int i = 0; i < SIZE; i++) {
            sums[i] += cells.getOpaque(i);
        }
    }
}
