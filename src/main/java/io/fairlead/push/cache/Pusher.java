package io.fairlead.push.cache;

import io.fairlead.clock.Clock;
import io.fairlead.clock.LoopThread;
import io.fairlead.meter.Faults;
import io.fairlead.model.config.Node;
import io.fairlead.model.config.Pod;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.snapshot.MeshDelta;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.push.session.Target;
import io.fairlead.snapshot.SnapshotListener;
import io.fairlead.translate.input.InputKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings every snapshot to every proxy that needs it: one thread owns the [Seats], others only leave word.
///
/// ```
/// snapshot ──onSnapshot──▶ ┐
/// stream ────join,leave──▶ ┤ pending ──▶ loop: Seats ──Target──▶ Inbox of each stream that it changes
/// ```
///
/// Snapshots that come while it works are merged into one step.
public final class Pusher implements SnapshotListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pusher.class);
    private static final Duration BARRIER_LOOK = Duration.ofMillis(50);

    private final Clock clock;
    private final Faults faults;
    private final Consumer<Step> translated;
    private final Seats<Member> seats;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final LoopThread loop = new LoopThread("push");
    private Pending pending = Pending.NOTHING;

    /// Of the loop; null when nobody has to be waited for.
    private @Nullable Barrier barrier;

    /// A change, translated.
    ///
    /// @param sinceNanos when its first part came
    /// @param age how long ago that is
    /// @param took the translation alone
    /// @param proxies that have something to get
    public record Step(long sinceNanos, Duration age, Duration took, int proxies) {}

    /// Word that was left for the loop.
    private record Pending(
            @Nullable MeshSnapshot snapshot,
            Set<InputKey> changed,
            boolean pods,
            long sinceNanos,
            List<Member> joined,
            List<Member> left,
            @Nullable Map<PodRef, SortedSet<Integer>> trials) {
        static final Pending NOTHING =
                new Pending(null, Set.of(), false, 0, List.of(), List.of(), null);

        Pending with(MeshDelta delta, MeshSnapshot next, long now) {
            Set<InputKey> keys = new HashSet<>(changed);
            keys.addAll(InputKey.changed(delta, next.mesh()));
            boolean touched = pods || delta.touches(Pod.class) || delta.touches(Node.class);
            long since = snapshot == null ? now : sinceNanos;
            return new Pending(next, keys, touched, since, joined, left, trials);
        }

        boolean isNothing() {
            return snapshot == null && joined.isEmpty() && left.isEmpty() && trials == null;
        }

        Pending joined(Member member) {
            List<Member> more = new ArrayList<>(joined);
            more.add(member);
            return new Pending(snapshot, changed, pods, sinceNanos, more, left, trials);
        }

        Pending left(Member member) {
            List<Member> more = new ArrayList<>(left);
            more.add(member);
            return new Pending(snapshot, changed, pods, sinceNanos, joined, more, trials);
        }

        Pending trying(Map<PodRef, SortedSet<Integer>> wished) {
            return new Pending(snapshot, changed, pods, sinceNanos, joined, left, wished);
        }
    }

    /// @param started names this run of the daemon in versions: `2026-11-24T18:00:00Z`
    /// @param translated hears of each step
    public Pusher(Clock clock, Faults faults, String started, Consumer<Step> translated) {
        this.clock = clock;
        this.faults = faults;
        this.translated = translated;
        this.seats = new Seats<>(version -> started + "/" + version);
    }

    public void start() {
        loop.start(this::run);
    }

    @Override
    public void onSnapshot(MeshDelta delta, MeshSnapshot snapshot) {
        leave(() -> pending = pending.with(delta, snapshot, clock.nanos()));
    }

    /// A stream opened; it gets its target, and every further one, in its inbox.
    public void join(Member member) {
        leave(() -> pending = pending.joined(member));
    }

    public void leave(Member member) {
        leave(() -> pending = pending.left(member));
    }

    /// From now on just these ports of pods with a stock Envoy try STRICT. A snapshot that came before is before it.
    public void trials(Map<PodRef, SortedSet<Integer>> wished) {
        Map<PodRef, SortedSet<Integer>> all = Map.copyOf(wished);
        leave(() -> pending = pending.trying(all));
    }

    private void leave(Runnable word) {
        lock.lock();
        try {
            word.run();
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private Pending take() throws InterruptedException {
        lock.lock();
        try {
            while (pending.isNothing()) {
                if (barrier == null) {
                    news.await();
                } else if (news.awaitNanos(BARRIER_LOOK.toNanos()) <= 0) {
                    break;
                }
            }
            return taken();
        } finally {
            lock.unlock();
        }
    }

    private Pending taken() {
        Pending taken = pending;
        pending = Pending.NOTHING;
        return taken;
    }

    private void run() {
        while (loop.isOpen()) {
            try {
                work(take());
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /// Does what is pending now, and waits for nothing: for a simulation that has no threads. The loop does the same.
    public void step() {
        Pending word;
        lock.lock();
        try {
            word = taken();
        } finally {
            lock.unlock();
        }
        work(word);
    }

    private void work(Pending word) {
        try {
            bring(word);
        } catch (RuntimeException e) {
            faults.onFault("push", e);
            seats.forget();
        }
    }

    private void bring(Pending word) {
        MeshSnapshot snapshot = word.snapshot();
        if (snapshot != null) {
            long began = clock.nanos();
            var moved = seats.step(word.changed(), snapshot, word.pods());
            long now = clock.nanos();
            moved.forEach(m -> m.member().inbox().aim(m.target(), word.sinceNanos(), now));
            await(moved, word.changed(), now);
            translated.accept(
                    new Step(
                            word.sinceNanos(),
                            Duration.ofNanos(now - word.sinceNanos()),
                            Duration.ofNanos(now - began),
                            moved.size()));
        }
        Map<PodRef, SortedSet<Integer>> trials = word.trials();
        if (trials != null) {
            var moved = seats.trials(trials);
            long now = clock.nanos();
            moved.forEach(m -> m.member().inbox().aim(m.target(), now, now));
            await(moved, Set.of(), now);
        }
        for (Member member : word.joined()) {
            Target target = seats.join(member, member.proxy());
            long now = clock.nanos();
            member.inbox().aim(target, now, now);
        }
        word.left().forEach(seats::leave);
        handOver(word.left());
    }

    /// Whoever is moved while others are waited for has to acknowledge that, too; other policies begin the wait anew.
    private void await(List<Seats.Moved<Member>> moved, Set<InputKey> changed, long now) {
        if (!seats.isHandingOver()) {
            barrier = null;
            return;
        }
        Barrier waits = barrier;
        if (waits == null) {
            waits = new Barrier(now);
            barrier = waits;
        } else if (changed.stream().anyMatch(InputKey.OfPeers.class::isInstance)) {
            waits.begin(now);
        }
        waits.moved(moved);
    }

    private void handOver(List<Member> left) {
        Barrier waits = barrier;
        if (waits == null) {
            return;
        }
        left.forEach(waits::left);
        long now = clock.nanos();
        if (!waits.isPassed(now)) {
            return;
        }
        if (waits.missing() > 0) {
            LOG.atWarn()
                    .setMessage("proxies did not acknowledge a change of mutual TLS in time")
                    .addKeyValue("proxies", waits.missing())
                    .addKeyValue("waited", Barrier.WAIT_MAX)
                    .log();
        }
        var moved = seats.handOver();
        moved.forEach(m -> m.member().inbox().aim(m.target(), now, now));
        barrier = null;
        await(moved, Set.of(), now);
    }

    @Override
    public void close() {
        loop.close();
    }
}
