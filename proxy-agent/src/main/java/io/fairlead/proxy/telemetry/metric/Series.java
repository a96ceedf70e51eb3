package io.fairlead.proxy.telemetry.metric;

/// The numbers of all requests with the same labels, as one loop saw them.
final class Series {

    /// Which metrics are counted here: bits of [Family].
    final int families;

    /// As Prometheus writes them, without braces.
    final String labels;

    /// It takes what has no room of its own, and stays.
    final boolean overflow;

    final Cells cells;

    /// Nobody added to it for long, in no loop: it isn't shown any more, and its loop forgets it.
    private volatile boolean gone;

    Series(int families, String labels, boolean overflow) {
        this.families = families;
        this.labels = labels;
        this.overflow = overflow;
        this.cells = new Cells(isTcp(families) ? Family.TCP_CELLS : Family.HTTP_CELLS);
    }

    static boolean isTcp(int families) {
        return (families
                        & (Family.OPENED.bit()
                                | Family.CLOSED.bit()
                                | Family.SENT.bit()
                                | Family.RECEIVED.bit()))
                != 0;
    }

    boolean isGone() {
        return gone;
    }

    /// For the thread that scrapes.
    void go() {
        gone = true;
    }

    /// Adds to a counter.
    void add(Family counter, long amount) {
        if ((families & counter.bit()) != 0) {
            cells.add(counter.cell(), amount);
        }
    }

    /// Adds one value to a histogram.
    void observe(Family histogram, double value, long sum) {
        if ((families & histogram.bit()) != 0) {
            cells.add(histogram.cell() + Buckets.of(value), 1);
            cells.add(histogram.cell() + Buckets.COUNT, sum);
        }
    }
}
