package io.fairlead.proxy.telemetry.report;

import io.fairlead.proxy.meter.RequestRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Counts the edges of one event loop. The loop finds an edge by hash without making a key; the reporting thread reads
/// the list, which the loop publishes whenever it changes.
public final class EdgeMeter {

    private final int edgesMax;
    private final long idleNanos;
    private final @Nullable Counted[] slots;
    private @Nullable Counted overflow;
    private long sweptNanos;

    /// What was counted before: most requests are like the one before them.
    private @Nullable Counted last;

    private volatile List<Counted> published = List.of();

    public EdgeMeter(Limits limits) {
        this.edgesMax = limits.edgesMax();
        this.idleNanos = limits.edgeIdle().toNanos();
        // Never more than half full, so that probing stays short and ends.
        this.slots = new @Nullable Counted[Integer.highestOneBit(Math.max(1, edgesMax)) << 2];
    }

    /// An HTTP request is over.
    public void request(RequestRecord request) {
        Counted counted = of(request, request.endNanos);
        Tally tally = counted.tally;
        tally.add(Tally.COUNT, 1);
        tally.add(Tally.RECEIVED, request.bytesReceived);
        tally.add(Tally.SENT, request.bytesSent);
        long micros = Math.max(0, request.endNanos - request.startNanos) / 1000;
        tally.add(Tally.LATENCY + Tally.bucketOf(micros), 1);
        counted.used(request.endNanos);
    }

    /// A TCP connection is open.
    public void opened(RequestRecord connection) {
        Counted counted = of(connection, connection.startNanos);
        counted.tally.add(Tally.COUNT, 1);
        counted.used(connection.startNanos);
    }

    /// Bytes of a TCP connection since the last call.
    public void moved(RequestRecord connection, long received, long sent) {
        Counted counted = of(connection, connection.startNanos);
        counted.tally.add(Tally.RECEIVED, received);
        counted.tally.add(Tally.SENT, sent);
        counted.used(connection.startNanos);
    }

    private Counted of(RequestRecord request, long nowNanos) {
        Counted found = find(request);
        if (found == null && published.size() >= edgesMax) {
            sweep(nowNanos);
        }
        if (found != null) {
            return found;
        }
        return published.size() < edgesMax ? add(request) : overflow(request);
    }

    private @Nullable Counted find(RequestRecord request) {
        Counted found = last;
        if (found == null || !found.edge.is(request)) {
            found = look(request);
            last = found;
        }
        return found;
    }

    private @Nullable Counted look(RequestRecord request) {
        int hash = Edge.hashOf(request);
        int mask = slots.length - 1;
        int at = hash & mask;
        for (Counted found = slots[at]; found != null; found = slots[at]) {
            if (found.hash == hash && found.edge.is(request)) {
                return found;
            }
            at = (at + 1) & mask;
        }
        return null;
    }

    private Counted add(RequestRecord request) {
        Counted added = new Counted(Edge.hashOf(request), Edge.of(request));
        place(added);
        publish(added);
        return added;
    }

    private void place(Counted counted) {
        int mask = slots.length - 1;
        int at = counted.hash & mask;
        while (slots[at] != null) {
            at = (at + 1) & mask;
        }
        slots[at] = counted;
    }

    private Counted overflow(RequestRecord request) {
        Counted counted = overflow;
        if (counted == null) {
            counted = new Counted(0, Edge.overflow(request));
            overflow = counted;
            publish(counted);
        }
        return counted;
    }

    private void publish(Counted added) {
        List<Counted> next = new ArrayList<>(published);
        next.add(added);
        published = List.copyOf(next);
    }

    /// Forgets what was idle for long and has been reported: once in that time at most, for it takes a while.
    private void sweep(long nowNanos) {
        if (nowNanos - sweptNanos < idleNanos / 2) {
            return;
        }
        sweptNanos = nowNanos;
        List<Counted> kept = published.stream().filter(one -> !isIdle(one, nowNanos)).toList();
        Arrays.fill(slots, null);
        last = null;
        kept.stream().filter(one -> one != overflow).forEach(this::place);
        published = kept;
    }

    private boolean isIdle(Counted one, long nowNanos) {
        return one != overflow && one.isIdleSince(nowNanos - idleNanos);
    }

    /// For any thread: all that is counted.
    List<Counted> counted() {
        return published;
    }
}
