package io.fairlead.perf.table;

/// What CPU time is divided by.
public enum Unit {
    REQUEST("CPU µs/request", 1e3, "requests/s"),
    CONNECTION("CPU µs/connection", 1e3, "connections/s"),
    /// Nanoseconds a byte are seconds a gigabyte, and milliseconds are what one can read.
    GIGABYTE("CPU ms/GB", 1e-3, "MB/s");

    private final String label;
    private final double divisor;
    private final String rate;

    Unit(String label, double divisor, String rate) {
        this.label = label;
        this.divisor = divisor;
        this.rate = rate;
    }

    String label() {
        return label;
    }

    /// What is done in a second, as a head of a column.
    String rate() {
        return rate;
    }

    /// How much that is.
    double perSecond(Sample sample) {
        double done = this == GIGABYTE ? sample.bytes() / 1e6 : sample.requests();
        return done * 1e9 / sample.nanos();
    }

    double of(double nanosPerOne) {
        return nanosPerOne / divisor;
    }
}
