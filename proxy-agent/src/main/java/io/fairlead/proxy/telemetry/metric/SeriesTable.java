package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.RequestProtocol;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// All series of one event loop. The loop finds a series by hash without making a key; a scraping thread reads the list
/// of series, which the loop publishes whenever it grows.
final class SeriesTable {

    private final LabelText labelText;
    private final int seriesMax;
    private final @Nullable Series[] slots;
    private volatile Series[] published = {};
    private @Nullable Series httpOverflow;
    private @Nullable Series tcpOverflow;

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
        if (published.length >= seriesMax) {
            return overflow(request);
        }
        var added = new Series(request, labelText.of(request));
        slots[at] = added;
        publish(added);
        return added;
    }

    private Series overflow(RequestRecord request) {
        boolean tcp = request.requestProtocol == RequestProtocol.TCP;
        Series series = tcp ? tcpOverflow : httpOverflow;
        if (series == null) {
            series =
                    new Series(
                            request,
                            labelText.overflow(tcp ? RequestProtocol.TCP : RequestProtocol.HTTP));
            if (tcp) {
                tcpOverflow = series;
            } else {
                httpOverflow = series;
            }
            publish(series);
        }
        return series;
    }

    private void publish(Series added) {
        Series[] next = Arrays.copyOf(published, published.length + 1);
        next[next.length - 1] = added;
        published = next;
    }

    /// For any thread.
    Series[] all() {
        return published;
    }
}
