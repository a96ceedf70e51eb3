package io.fairlead.proxy.telemetry.metric;

/// The bounds of Istio's histograms, for milliseconds and for bytes.
final class Buckets {

    private static final double[] BOUNDS = {
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000,
        600_000, 1_800_000, 3_600_000
    };

    /// Buckets including the last one, which has no bound.
    static final int COUNT = BOUNDS.length + 1;

    private static final String[] TEXTS = texts();

    private Buckets() {}

    /// The first bucket whose bound is not below the value.
    static int of(double value) {
        int low = 0;
        int high = BOUNDS.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (BOUNDS[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The bound as label `le`.
    static String text(int bucket) {
        return TEXTS[bucket];
    }

    private static String[] texts() {
        var texts = new String[COUNT];
        for (int i = 0; i < BOUNDS.length; i++) {
            texts[i] =
                    BOUNDS[i] == Math.rint(BOUNDS[i])
                            ? Long.toString((long) BOUNDS[i])
                            : Double.toString(BOUNDS[i]);
        }
        texts[BOUNDS.length] = "+Inf";
        return texts;
    }
}
