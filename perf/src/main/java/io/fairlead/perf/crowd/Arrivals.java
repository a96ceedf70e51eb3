package io.fairlead.perf.crowd;

import io.fairlead.perf.table.Histogram;
import java.util.Arrays;
import java.util.List;

/// When which stream heard of which change. Belongs to one thread.
final class Arrivals {
    static final Arrivals NONE = new Arrivals(new Order.Watch(0, 0, false), 0);

    private final Order.Watch watched;
    private final int streams;
    private final long[] nanos;
    private int missing;

    Arrivals(Order.Watch watched, int streams) {
        this.watched = watched;
        this.streams = streams;
        this.nanos = new long[watched.count() * streams];
        Arrays.fill(nanos, Long.MAX_VALUE);
        this.missing = nanos.length;
    }

    /// A stream heard of a change; only the first time counts.
    void heard(int stream, int change, long now) {
        int last = change - watched.first();
        if (last < 0 || last >= watched.count()) {
            return;
        }
        int first = watched.sameObject() ? 0 : last;
        for (int i = last; i >= first && nanos[i * streams + stream] == Long.MAX_VALUE; i--) {
            nanos[i * streams + stream] = now;
            missing--;
        }
    }

    int missing() {
        return missing;
    }

    /// How long each took.
    ///
    /// @param made when each change was made
    Histogram latency(List<Long> made) {
        Histogram latency = new Histogram();
        for (int i = 0; i < made.size() && i < watched.count(); i++) {
            for (int stream = 0; stream < streams; stream++) {
                long heard = nanos[i * streams + stream];
                if (heard != Long.MAX_VALUE) {
                    latency.record(heard - made.get(i));
                }
            }
        }
        return latency;
    }
}
