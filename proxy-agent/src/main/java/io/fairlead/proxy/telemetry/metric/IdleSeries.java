package io.fairlead.proxy.telemetry.metric;

import java.util.HashMap;
import java.util.Map;

/// Which series nobody has added to for long. It looks at the sums over all loops, at each scrape: a series that one
/// loop alone forgot would make its sum smaller, which counters must not become.
final class IdleSeries {
    private final long idleNanos;
    private Map<Name, Seen> seen = new HashMap<>();

    /// What a sum is known by.
    record Name(String labels, int families) {}

    /// @param mark of the sum
    /// @param sinceNanos it is this one
    private record Seen(long mark, long sinceNanos) {}

    IdleSeries(long idleNanos) {
        this.idleNanos = idleNanos;
    }

    /// Has those go that were idle for long; they are gone from the next look at the loops on.
    void look(Sums sums, long nowNanos) {
        Map<Name, Seen> next = new HashMap<>();
        sums.named()
                .forEach((name, sum) -> {
                    Seen before = seen.get(name);
                    long mark = sum.mark();
                    Seen now =
                            before != null && before.mark == mark
                                    ? before
                                    : new Seen(mark, nowNanos);
                    if (nowNanos - now.sinceNanos >= idleNanos && !sum.isOverflow()) {
                        sum.go();
                    } else {
                        next.put(name, now);
                    }
                });
        seen = next;
    }
}
