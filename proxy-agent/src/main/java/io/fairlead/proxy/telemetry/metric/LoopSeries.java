package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All series of one event loop, by their labels: at most so many. The loop adds; a scraping thread reads what is
/// published, and says which ones were idle for long.
final class LoopSeries {
    /// How many requests find no room before the idle ones are looked for again.
    private static final int LOOK_EVERY = 1000;

    private final LabelText labelText;
    private final int seriesMax;
    private final Map<Labels, Series> byLabels = new HashMap<>();
    private final Published<Series> published = new Published<>();
    private int overflows;
    private int refused;

    private record Labels(int families, String text) {}

    LoopSeries(LabelText labelText, int seriesMax) {
        this.labelText = labelText;
        this.seriesMax = seriesMax;
    }

    /// The series with these labels; the overflow series when there is no more room.
    Series of(int families, String labels, RequestProtocol protocol) {
        Labels key = new Labels(families, labels);
        Series known = byLabels.get(key);
        if (known != null && !known.isGone()) {
            return known;
        }
        if (known != null) {
            forget();
        } else if (isFull()) {
            boolean _ = forgetsIdle();
        }
        return isFull()
                ? overflow(families, labelText.overflow(protocol))
                : add(key, new Series(families, labels, false));
    }

    private boolean isFull() {
        return byLabels.size() - overflows >= seriesMax;
    }

    private Series add(Labels key, Series series) {
        byLabels.put(key, series);
        published.add(series);
        return series;
    }

    /// The series that takes what has no room of its own.
    Series overflow(int families, String labels) {
        Labels key = new Labels(families, labels);
        Series known = byLabels.get(key);
        if (known != null) {
            return known;
        }
        overflows++;
        return add(key, new Series(families, labels, true));
    }

    /// Whether something was idle, and is forgotten now. Looked at now and then: it takes a while.
    boolean forgetsIdle() {
        boolean idle =
                refused++ % LOOK_EVERY == 0 && published.all().stream().anyMatch(Series::isGone);
        if (idle) {
            forget();
        }
        return idle;
    }

    private void forget() {
        byLabels.values().removeIf(Series::isGone);
        published.retain(series -> !series.isGone());
    }

    /// For any thread.
    List<Series> all() {
        return published.all();
    }
}
