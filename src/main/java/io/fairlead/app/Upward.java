package io.fairlead.app;

import io.fairlead.clock.Clock;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.replica.relay.Relay;
import io.fairlead.replica.relay.RelayEnds;
import io.fairlead.replica.relay.Sender;
import io.fairlead.replica.relay.Sight;
import io.fairlead.telemetry.intake.ReportWriter;
import io.fairlead.telemetry.intake.Upstream;
import io.fairlead.telemetry.intake.Wishes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// This daemon as one that follows: what its sidecars report goes to the leader, whose word comes back. For all
/// threads.
final class Upward implements Upstream, RelayEnds {
    private final Clock clock;
    private final BooleanSupplier follows;
    private final AtomicLong streams = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Line line;
    private volatile @Nullable Own own;

    // Of the lock.
    private final Map<Wishes.Outlet, Long> numbers = new HashMap<>();
    private final Map<Long, Wishes.Outlet> outlets = new HashMap<>();
    private Map<PodRef, SortedSet<Integer>> trials = Map.of();
    private long untilNanos;

    /// To the leader.
    ///
    /// @param self identity of all daemons
    /// @param issued certificates that this one gave out
    private record Line(Relay relay, SpiffeId self, Supplier<Set<Sight.Issued>> issued) {}

    /// This daemon's own proxies.
    interface Own {
        /// What those do that have acknowledged a listener.
        Map<PodRef, Sight.Listener> own();

        /// What the leader wishes of those with a stock Envoy.
        void follow(Map<PodRef, SortedSet<Integer>> trials);
    }

    /// @param follows whether another daemon leads, or it isn't known yet
    Upward(Clock clock, BooleanSupplier follows) {
        this.clock = clock;
        this.follows = follows;
    }

    void begin(Own proxies) {
        own = proxies;
    }

    void open(Relay relay, SpiffeId self, Supplier<Set<Sight.Issued>> issued) {
        line = new Line(relay, self, issued);
    }

    @Override
    public boolean isThere() {
        return follows.getAsBoolean();
    }

    @Override
    public void report(Caller.Known from, byte[] report, Wishes.Outlet back) {
        Line to = line;
        if (to == null) {
            return;
        }
        long stream;
        lock.lock();
        try {
            stream = numbers.computeIfAbsent(back, _ -> streams.incrementAndGet());
            outlets.put(stream, back);
        } finally {
            lock.unlock();
        }
        to.relay().report(stream, new Sender(from.identity(), from.pod()), report);
    }

    @Override
    public void closed(Wishes.Outlet back) {
        Long stream;
        lock.lock();
        try {
            stream = numbers.remove(back);
            if (stream != null) {
                outlets.remove(stream);
            }
        } finally {
            lock.unlock();
        }
        Line to = line;
        if (stream != null && to != null) {
            to.relay().ended(stream);
        }
    }

    /// What this daemon made of an Envoy's log.
    void told(EvidenceDelta delta) {
        Line to = line;
        if (to != null && isThere()) {
            to.relay().report(0, new Sender(to.self(), ""), ReportWriter.bytes(delta));
        }
    }

    @Override
    public Sight sight() {
        Own proxies = own;
        Line to = line;
        return proxies == null || to == null
                ? Sight.NONE
                : new Sight(proxies.own(), to.issued().get());
    }

    /// Trials end without another word of the leader.
    @Override
    public void pass() {
        boolean over;
        lock.lock();
        try {
            over = !trials.isEmpty() && clock.nanos() - untilNanos >= 0;
            if (over) {
                trials = Map.of();
            }
        } finally {
            lock.unlock();
        }
        Own proxies = own;
        if (over && proxies != null) {
            proxies.follow(Map.of());
        }
    }

    @Override
    public void back(long stream, byte[] ack) {
        Wishes.Outlet outlet;
        lock.lock();
        try {
            outlet = outlets.get(stream);
        } finally {
            lock.unlock();
        }
        if (outlet != null) {
            outlet.send(ack);
        }
    }

    @Override
    public void trials(Map<PodRef, SortedSet<Integer>> ports, Duration ttl) {
        lock.lock();
        try {
            trials = ports;
            untilNanos = clock.nanos() + ttl.toNanos();
        } finally {
            lock.unlock();
        }
        Own proxies = own;
        if (proxies != null) {
            proxies.follow(ports);
        }
    }
}
