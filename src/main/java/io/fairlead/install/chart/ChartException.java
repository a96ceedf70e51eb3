package io.fairlead.install.chart;

/// A chart isn't as charts are, or makes what are no objects. The message names the file.
public final class ChartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChartException(String what) {
        super(what);
    }
}
