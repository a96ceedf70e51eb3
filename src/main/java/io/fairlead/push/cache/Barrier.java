package io.fairlead.push.cache;

import io.fairlead.push.session.Target;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who has to acknowledge something before others are told the next. Belongs to one thread.
final class Barrier {
    /// Whoever is stuck holds up the others no longer than this.
    static final Duration WAIT_MAX = Duration.ofSeconds(15);

    /// A stock Envoy acknowledges a listener before that has its certificates and listens, and calls that chose their
    /// connection before an acknowledgement are on their way.
    static final Duration SETTLE = Duration.ofMillis(500);

    private final Map<Member, Target> waits = new HashMap<>();
    private long begunNanos;
    private long quietNanos;

    Barrier(long nowNanos) {
        this.begunNanos = nowNanos;
        this.quietNanos = nowNanos;
    }

    /// These were given something else.
    void moved(List<Seats.Moved<Member>> moved) {
        moved.forEach(one -> waits.put(one.member(), one.target()));
    }

    /// Others have to be waited for as well.
    void begin(long nowNanos) {
        begunNanos = nowNanos;
        quietNanos = nowNanos;
    }

    void left(Member member) {
        waits.remove(member);
    }

    /// True when nobody has to be waited for any more.
    boolean isPassed(long nowNanos) {
        if (waits.entrySet().removeIf(one -> one.getKey().hasTaken(one.getValue()))) {
            quietNanos = nowNanos;
        }
        boolean all = waits.isEmpty() && nowNanos - quietNanos >= SETTLE.toNanos();
        return all || nowNanos - begunNanos >= WAIT_MAX.toNanos();
    }

    /// Those that did not acknowledge.
    int missing() {
        return waits.size();
    }
}
