package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All series of one event loop. The loop finds a series by hash without making a key; a scraping thread reads the list
/// of series, which the loop publishes whenever it grows.
final class SeriesTable {

    private final LabelText labelText;
    private final int seriesMax;
    private final @Nullable Series[] slots;
    private final Published<Series> published = new Published<>();
    private final Map<RequestProtocol, Series> overflows = new EnumMap<>(RequestProtocol.class);

    SeriesTable(LabelText labelText, int seriesMax) {
        this.labelText = labelText;
        this.seriesMax = seriesMax;
        // Never more than half full, so that probing stays short and ends.
        this.slots = new @Nullable Series[Integer.highestOneBit(Math.max(1, seriesMax)) << 2];
    }

    /// The series of this request's labels; the overflow series when there is no more room.
    Series of(RequestRecord request) {
        int hash = Series.hashOf(request);
        int mask = slots.length - 1;
        int at = hash & mask;
        for (Series found = slots[at]; found != null; found = slots[at]) {
            if (found.is(request, hash)) {
                return found;
            }
            at = (at + 1) & mask;
        }
        if (published.size() - overflows.size() >= seriesMax) {
            return overflow(request);
        }
        var added = new Series(request, labelText.of(request));
        slots[at] = added;
        published.add(added);
        return added;
    }

    private Series overflow(RequestRecord request) {
        Series known = overflows.get(request.requestProtocol);
        if (known != null) {
            return known;
        }
        Series added = new Series(request, labelText.overflow(request.requestProtocol));
        overflows.put(request.requestProtocol, added);
        published.add(added);
        return added;
    }

    /// For any thread.
    List<Series> all() {
        return published.all();
    }
}
