package io.fairlead.replica.relay;

import static io.grpc.Status.Code.UNAVAILABLE;

import io.fairlead.clock.Clock;
import io.fairlead.clock.LoopThread;
import io.fairlead.meter.Faults;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.replica.peer.Dial;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leads reports on to the daemon that leads, and brings back what that one wishes, on a thread of its own.
///
/// ```
///  resting ──follow──▶ following ──the leader takes a stream──▶ relaying
///     ▲                   │  ▲                                     │
///     └──────rest─────────┘  └──it ends, or another one leads──────┘   what is not acknowledged is sent again
/// ```
///
/// Who reports never waits. Without room everything that waits is given up, and the stream with it: its reports are
/// missing at the leader, which finds the gap.
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int CLOSE_SECONDS = 1;

    private final Dial dial;
    private final RelayLimits limits;
    private final Clock clock;
    private final Faults faults;
    private final RelayMeters meters;
    private final RelayEnds ends;
    private final LoopThread thread = new LoopThread("relay");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All of the lock.
    private final Pending pending;
    private boolean following;
    private String leader = "";
    private @Nullable RelayStream call;
    private long number;
    private long notBeforeNanos;
    private boolean told;

    // Of the loop's thread.
    private long nextSightNanos;

    /// What it needs of the daemon.
    public record Surroundings(Clock clock, Faults faults, RelayMeters meters) {}

    public Relay(Dial dial, RelayLimits limits, Surroundings around, RelayEnds ends) {
        this.dial = dial;
        this.limits = limits;
        this.clock = around.clock();
        this.faults = around.faults();
        this.meters = around.meters();
        this.ends = ends;
        this.pending = new Pending(limits.waitingBytes());
        this.notBeforeNanos = clock.nanos();
        this.nextSightNanos = clock.nanos();
    }

    public void start() {
        thread.start(this::loop);
    }

    /// Another daemon leads.
    ///
    /// @param address of it; empty while it isn't known
    public void follow(String address) {
        lock.lock();
        try {
            following = true;
            leader = address;
            told = false;
            notBeforeNanos = clock.nanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// This daemon leads, and has heard by itself what waits here.
    public void rest() {
        lock.lock();
        try {
            following = false;
            leader = "";
            int _ = pending.clear();
            hangUp();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Leads a report on.
    ///
    /// @param stream that wishes go back by; 0 when none do
    public void report(long stream, Sender from, byte[] body) {
        lock.lock();
        try {
            offer(new Up.Report(++number, stream, from, body));
        } finally {
            lock.unlock();
        }
    }

    /// A sidecar's stream is over.
    public void ended(long stream) {
        lock.lock();
        try {
            offer(new Up.Ended(++number, stream));
        } finally {
            lock.unlock();
        }
    }

    private void offer(Up.Numbered next) {
        if (!following) {
            return;
        }
        if (!pending.add(next)) {
            // An end that is lost would leave a way that goes nowhere: the leader forgets all of
            // them with the stream.
            meters.lost.increment(pending.clear() + (next instanceof Up.Report ? 1.0 : 0.0));
            hangUp();
        }
        changed.signalAll();
    }

    private void loop() {
        while (thread.isOpen()) {
            try {
                boolean due = isDue() && isFollowing();
                if (due) {
                    ends.pass();
                }
                String address = wanted();
                if (!address.isEmpty()) {
                    dial(address);
                }
                Sight sight = due && isOpen() ? ends.sight() : null;
                lock.lock();
                try {
                    tell(sight);
                    long pause = Math.max(1, nextSightNanos - clock.nanos());
                    boolean _ = changed.await(pause, TimeUnit.NANOSECONDS);
                } finally {
                    lock.unlock();
                }
            } catch (InterruptedException _) {
                break;
            } catch (RuntimeException e) {
                faults.onFault("replicas", e);
            }
        }
        lock.lock();
        try {
            hangUp();
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue() {
        long now = clock.nanos();
        boolean due = now - nextSightNanos >= 0;
        if (due) {
            nextSightNanos = now + limits.every().toNanos();
        }
        return due;
    }

    private boolean isFollowing() {
        lock.lock();
        try {
            return following;
        } finally {
            lock.unlock();
        }
    }

    /// Whom to call now; empty for nobody.
    private String wanted() {
        lock.lock();
        try {
            RelayStream open = call;
            if (open != null && (open.over || !open.isTo(leader))) {
                hangUp();
            }
            if (call != null || leader.isEmpty() || clock.nanos() - notBeforeNanos < 0) {
                return "";
            }
            notBeforeNanos = clock.nanos() + limits.again().toNanos();
            return leader;
        } finally {
            lock.unlock();
        }
    }

    /// Without the lock: a certificate takes its time, and who reports doesn't wait for it.
    private void dial(String address) {
        RelayStream next;
        try {
            next = new RelayStream(address, dial.to(address), new Owner());
        } catch (IOException e) {
            failed(address, e);
            return;
        }
        lock.lock();
        try {
            if (!next.isTo(leader)) {
                next.hangUp();
                return;
            }
            call = next;
        } finally {
            lock.unlock();
        }
        next.begin();
    }

    private boolean isOpen() {
        lock.lock();
        try {
            return ready() != null;
        } finally {
            lock.unlock();
        }
    }

    /// The stream that takes more; null while none does.
    private @Nullable RelayStream ready() {
        RelayStream open = call;
        return open != null && !open.over && open.isTo(leader) && open.isReady() ? open : null;
    }

    /// As much as the leader takes.
    ///
    /// @param sight null when it isn't its time
    private void tell(@Nullable Sight sight) {
        RelayStream open = ready();
        if (open == null) {
            return;
        }
        if (sight != null) {
            for (Sight.News news : sight.since(open.told, RelayLimits.SEEN_MAX)) {
                open.send(new Up.Seen(news));
            }
            open.told = sight;
        }
        while (open.isReady()) {
            Up.Numbered next = pending.next();
            if (next == null) {
                return;
            }
            open.send(next);
        }
    }

    private void hangUp() {
        RelayStream open = call;
        call = null;
        if (open != null) {
            pending.again();
            open.hangUp();
        }
    }

    /// Once for each leader that takes no stream.
    private void failed(String address, Throwable cause) {
        lock.lock();
        try {
            if (told) {
                return;
            }
            told = true;
        } finally {
            lock.unlock();
        }
        LOG.atWarn()
                .setMessage("the leader can't be told what sidecars report to this daemon")
                .addKeyValue("leader", address)
                .addKeyValue("reason", cause)
                .log();
    }

    private final class Owner implements RelayStream.Owner {
        @Override
        public void ready() {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void heard(RelayStream from, Down down) {
            if (!isCurrent(from)) {
                return;
            }
            switch (down) {
                case Down.Acknowledged(long upTo) -> acknowledged(from, upTo);
                case Down.Back(long stream, byte[] ack) -> ends.back(stream, ack);
                case Down.Trials(Map<PodRef, SortedSet<Integer>> ports, Duration ttl) ->
                        ends.trials(ports, ttl);
            }
        }

        private void acknowledged(RelayStream by, long upTo) {
            lock.lock();
            try {
                by.taken = true;
                if (by == call) {
                    meters.relayed.increment(pending.acknowledged(upTo));
                }
            } finally {
                lock.unlock();
            }
        }

        /// What another leader said before counts no more.
        private boolean isCurrent(RelayStream from) {
            lock.lock();
            try {
                return from == call && from.isTo(leader);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void over(RelayStream which, Throwable cause) {
            boolean news;
            lock.lock();
            try {
                which.over = true;
                // A port closes old connections, and a leader may end: that is no news.
                boolean ended = which.taken && Status.fromThrowable(cause).getCode() == UNAVAILABLE;
                news = !ended && thread.isOpen() && which == call && which.isTo(leader);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            if (news) {
                failed(which.address(), cause);
            }
        }
    }

    @Override
    public void close() {
        RelayStream open;
        lock.lock();
        try {
            open = call;
        } finally {
            lock.unlock();
        }
        thread.close();
        if (open != null) {
            try {
                open.awaitEnd(CLOSE_SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
