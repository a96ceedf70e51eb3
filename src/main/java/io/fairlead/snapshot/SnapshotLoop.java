package io.fairlead.snapshot;

import io.fairlead.clock.Clock;
import io.fairlead.clock.LoopThread;
import io.fairlead.meter.Faults;
import io.fairlead.model.snapshot.Change;
import io.fairlead.model.snapshot.ChangeSink;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.snapshot.MeshStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Folds changes into snapshots: one thread writes, everybody reads.
public final class SnapshotLoop implements ChangeSink, AutoCloseable {
    /// Batches that may wait. A source that is faster waits in [#accept].
    private static final int WAITING_MAX = 1024;

    private final Clock clock;
    private final Debounce debounce;
    private final Faults faults;
    private final List<SnapshotListener> listeners;
    private final Timings timings;
    private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final CountDownLatch primed = new CountDownLatch(1);
    private volatile MeshSnapshot current = MeshSnapshot.EMPTY;
    private final LoopThread writer = new LoopThread("snapshot");

    /// Hears how long things took.
    @FunctionalInterface
    public interface Timings {
        /// A batch, from its first change until the listeners have its snapshot.
        void debounced(Duration took);

        /// The next snapshot was made of the one before and a batch.
        default void made(Duration took) {}
    }

    /// @param whole false while the source has more to read before anybody may be served
    private record Batch(List<Change> changes, boolean whole) {}

    public SnapshotLoop(
            Clock clock,
            Debounce debounce,
            Faults faults,
            List<SnapshotListener> listeners,
            Timings timings) {
        this.clock = clock;
        this.debounce = debounce;
        this.faults = faults;
        this.listeners = List.copyOf(listeners);
        this.timings = timings;
    }

    public void start() {
        writer.start(this::run);
    }

    @Override
    public void accept(List<Change> changes) {
        put(new Batch(List.copyOf(changes), true));
    }

    @Override
    public void acceptPart(List<Change> changes) {
        put(new Batch(List.copyOf(changes), false));
    }

    private void put(Batch batch) {
        try {
            waiting.put(batch);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// The latest snapshot.
    public MeshSnapshot current() {
        return current;
    }

    /// True once the first whole batch, even an empty one, was folded in.
    public boolean isPrimed() {
        return primed.getCount() == 0;
    }

    /// Waits until [#isPrimed].
    public boolean awaitPrimed(Duration atMost) throws InterruptedException {
        return primed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void run() {
        while (writer.isOpen()) {
            try {
                Batch taken = waiting.take();
                long first = clock.nanos();
                Batch batch = gather(taken, first);
                fold(batch.changes, batch.whole);
                timings.debounced(Duration.ofNanos(clock.nanos() - first));
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                faults.onFault("snapshot", e);
            }
        }
    }

    /// Adds what comes until it is quiet, or until the first change has waited long enough.
    private Batch gather(Batch taken, long first) throws InterruptedException {
        List<Change> changes = new ArrayList<>(taken.changes);
        boolean whole = taken.whole;
        Duration wait = debounce.wait(Duration.ZERO);
        while (wait.isPositive()) {
            Batch more = waiting.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
            if (more == null) {
                break;
            }
            changes.addAll(more.changes);
            whole |= more.whole;
            wait = debounce.wait(Duration.ofNanos(clock.nanos() - first));
        }
        return new Batch(changes, whole);
    }

    /// Folds a batch in and tells the listeners. The writer's thread calls it, or, in its place, a simulation that has
    /// no threads.
    public void fold(List<Change> changes) {
        fold(changes, true);
    }

    private void fold(List<Change> changes, boolean whole) {
        MeshSnapshot before = current;
        long began = clock.nanos();
        MeshStep step = MeshStep.from(before, changes);
        timings.made(Duration.ofNanos(clock.nanos() - began));
        if (step.snapshot().version() == before.version() && isPrimed()) {
            return;
        }
        current = step.snapshot();
        for (SnapshotListener listener : listeners) {
            try {
                listener.onSnapshot(step.delta(), step.snapshot());
            } catch (RuntimeException e) {
                faults.onFault("snapshot listener " + listener.getClass().getName(), e);
            }
        }
        if (whole) {
            primed.countDown();
        }
    }

    @Override
    public void close() {
        writer.close();
    }
}
