package io.fairlead.proxy.identity.tls;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.identity.verify.Refusal;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts handshakes by what became of them, and tells about refused ones: one line in a while, with how many there
/// were since. For all event loops.
public final class Handshakes {

    private static final Logger LOG = LoggerFactory.getLogger(Handshakes.class);

    /// Which side of the proxy.
    public enum Side {
        INBOUND("inbound"),
        OUTBOUND("outbound");

        private final String label;

        Side(String label) {
            this.label = label;
        }
    }

    private record Counts(LongAdder done, LongAdder resumed, Map<Refusal, LongAdder> refused) {}

    private final Clock clock;
    private final long logEveryNanos;
    private final Map<Side, Counts> counts = new EnumMap<>(Side.class);
    private final AtomicLong lastLine;
    private final AtomicLong unsaid = new AtomicLong();

    public Handshakes(Stats stats, Clock clock, TlsLimits limits) {
        this.clock = clock;
        this.logEveryNanos = limits.logEvery().toNanos();
        this.lastLine = new AtomicLong(clock.nanos() - logEveryNanos);
        for (Side side : Side.values()) {
            Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
            for (Refusal reason : Refusal.values()) {
                refused.put(reason, counter(stats, side, "refused_" + reason.label()));
            }
            counts.put(
                    side,
                    new Counts(
                            counter(stats, side, "handshakes"),
                            counter(stats, side, "resumed"),
                            Map.copyOf(refused)));
        }
    }

    private static LongAdder counter(Stats stats, Side side, String stat) {
        return stats.counter(new StatName("tls", side.label, stat));
    }

    /// One more was finished.
    public void finished(Side side) {
        of(side).done.increment();
    }

    /// One more goes on from a session of before; it may still be refused.
    void resumes(Side side) {
        of(side).resumed.increment();
    }

    /// One more came to nothing.
    ///
    /// @param with who was on the other side
    public void refused(Side side, HandshakeFailure why, Object with) {
        LongAdder count = of(side).refused.get(why.reason());
        if (count != null) {
            count.increment();
        }
        long now = clock.nanos();
        long last = lastLine.get();
        if (now - last >= logEveryNanos && lastLine.compareAndSet(last, now)) {
            LOG.warn(
                    "event=handshake_refused side={} reason={} peer={} detail=\"{}\" unsaid={}",
                    side.label,
                    why.reason(),
                    with,
                    printable(why.text()),
                    unsaid.getAndSet(0));
        } else {
            unsaid.incrementAndGet();
        }
    }

    /// A name in a certificate is whatever its owner wrote.
    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]|\"", "?");
    }

    /// How many were refused for this reason.
    public long refused(Side side, Refusal reason) {
        LongAdder count = of(side).refused.get(reason);
        return count == null ? 0 : count.sum();
    }

    /// How many were finished, resumed ones too.
    public long done(Side side) {
        return of(side).done.sum();
    }

    /// How many of those resumed a session.
    public long resumed(Side side) {
        return of(side).resumed.sum();
    }

    private Counts of(Side side) {
        Counts found = counts.get(side);
        if (found == null) {
            throw new IllegalStateException("every side has counters");
        }
        return found;
    }
}
