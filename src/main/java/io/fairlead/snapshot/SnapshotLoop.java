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
import java.util.function.Consumer;

/// Folds changes into snapshots: one thread writes, everybody reads.
public final class SnapshotLoop implements ChangeSink, AutoCloseable {
    /// Batches that may wait. A source that is faster waits in [#accept].
    private static final int WAITING_MAX = 1024;

    private final Clock clock;
    private final Debounce debounce;
    private final Faults faults;
    private final List<SnapshotListener> listeners;
    private final Consumer<Duration> debounced;
    private final BlockingQueue<List<Change>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final CountDownLatch primed = new CountDownLatch(1);
    private volatile MeshSnapshot current = MeshSnapshot.EMPTY;
    private final LoopThread writer = new LoopThread("snapshot");

    /// @param debounced hears how long each batch took, from its first change until the listeners have its snapshot
    public SnapshotLoop(
            Clock clock,
            Debounce debounce,
            Faults faults,
            List<SnapshotListener> listeners,
            Consumer<Duration> debounced) {
        this.clock = clock;
        this.debounce = debounce;
        this.faults = faults;
        this.listeners = List.copyOf(listeners);
        this.debounced = debounced;
    }

    public void start() {
        writer.start(this::run);
    }

    @Override
    public void accept(List<Change> changes) {
        try {
            waiting.put(List.copyOf(changes));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// The latest snapshot.
    public MeshSnapshot current() {
        return current;
    }

    /// True once the first batch, even an empty one, was folded in.
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
                List<Change> batch = new ArrayList<>(waiting.take());
                long first = clock.nanos();
                gather(batch, first);
                fold(batch);
                debounced.accept(Duration.ofNanos(clock.nanos() - first));
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                faults.onFault("snapshot", e);
            }
        }
    }

    /// Adds what comes until it is quiet, or until the first change has waited long enough.
    private void gather(List<Change> batch, long first) throws InterruptedException {
        Duration wait = debounce.wait(Duration.ZERO);
        while (wait.isPositive()) {
            List<Change> more = waiting.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
            if (more == null) {
                return;
            }
            batch.addAll(more);
            wait = debounce.wait(Duration.ofNanos(clock.nanos() - first));
        }
    }

    /// Folds a batch in and tells the listeners. The writer's thread calls it, or, in its place, a simulation that has
    /// no threads.
    public void fold(List<Change> changes) {
        MeshSnapshot before = current;
        MeshStep step = MeshStep.from(before, changes);
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
        primed.countDown();
    }

    @Override
    public void close() {
        writer.close();
    }
}
