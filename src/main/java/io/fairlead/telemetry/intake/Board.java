package io.fairlead.telemetry.intake;

import io.fairlead.clock.Clock;
import io.fairlead.clock.LoopThread;
import io.fairlead.meter.Faults;
import io.fairlead.telemetry.aggregate.Graph;
import io.fairlead.telemetry.aggregate.Limits;
import io.fairlead.telemetry.aggregate.TrafficReport;
import io.fairlead.telemetry.view.GraphView;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The graph and the one thread that it belongs to. Threads that serve sidecars only put work in line here, and only as
/// much as fits: however many reports come, reading and adding them costs this thread's time and nobody else's.
public final class Board implements AutoCloseable {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int VIEW_SECONDS = 5;

    /// So that the runs of a daemon that starts again are others.
    private static final long RUNS_PER_MILLI = 1_000;

    private final Clock clock;
    private final Faults faults;
    private final long startNanos;
    private final Graph graph;
    private final Semaphore room;
    private final Consumer<TrafficReport> told;
    private final BlockingQueue<Work> line = new LinkedBlockingQueue<>();
    private final LoopThread owner = new LoopThread("service-graph");
    private final AtomicReference<@Nullable CompletableFuture<GraphView>> asked =
            new AtomicReference<>();
    private long lastRun;
    private volatile GraphView last = GraphView.EMPTY;

    private record Work(int bytes, Runnable step) {}

    /// @param told of each report that a sidecar sent to this daemon, or of what else it told, on the graph's thread
    public Board(
            Clock clock,
            Faults faults,
            Limits limits,
            IntakeLimits intake,
            Consumer<TrafficReport> told) {
        this.told = told;
        this.clock = clock;
        this.faults = faults;
        this.startNanos = clock.nanos();
        this.lastRun = clock.now().toEpochMilli() * RUNS_PER_MILLI;
        this.graph = new Graph(limits);
        this.room = new Semaphore(intake.waitingBytes());
    }

    public void start() {
        owner.start(this::run);
    }

    private void run() {
        while (owner.isOpen()) {
            try {
                Work work = line.take();
                room.release(work.bytes);
                work.step.run();
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                faults.onFault("service graph", e);
            }
        }
    }

    /// Has something done on the graph's thread. False when too much waits already.
    ///
    /// @param bytes that it keeps in memory meanwhile
    public boolean offer(int bytes, Runnable step) {
        return room.tryAcquire(bytes) && line.add(new Work(bytes, step));
    }

    /// On the graph's thread only.
    void add(TrafficReport report) {
        graph.add(report, seconds());
        told.accept(report);
    }

    /// A report that another daemon had. False when too much waits already.
    public boolean hear(byte[] report) {
        return offer(
                report.length,
                () -> {
                    try {
                        graph.add(ReportMessages.report(report), seconds());
                    } catch (IOException e) {
                        throw new IllegalArgumentException("another daemon told no report", e);
                    }
                });
    }

    /// Counts what a sidecar told in another way, once. On the graph's thread only.
    public void count(TrafficReport.Pod reporter, List<TrafficReport.Row> rows) {
        graph.count(reporter, rows, seconds());
        for (int from = 0; from < rows.size(); from += IntakeLimits.ROWS_MAX) {
            int to = Math.min(rows.size(), from + IntakeLimits.ROWS_MAX);
            // Each is a run of its own: none of them can come twice, and none is missing between
            // two.
            told.accept(new TrafficReport(++lastRun, 1, reporter, rows.subList(from, to)));
        }
    }

    /// The graph as of now; as of the last time somebody asked, when reports take all of its thread's time.
    public GraphView view() {
        CompletableFuture<GraphView> mine = new CompletableFuture<>();
        CompletableFuture<GraphView> first = asked.compareAndExchange(null, mine);
        if (first == null && !offer(IntakeLimits.VIEW_BYTES, () -> draw(mine))) {
            asked.set(null);
            mine.complete(last);
        }
        try {
            return (first == null ? mine : first).get(VIEW_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return last;
        } catch (ExecutionException | TimeoutException _) {
            return last;
        }
    }

    private void draw(CompletableFuture<GraphView> to) {
        // From here on a new question gets a new answer.
        asked.set(null);
        GraphView drawn = graph.view(seconds());
        last = drawn;
        to.complete(drawn);
    }

    private long seconds() {
        return (clock.nanos() - startNanos) / NANOS_PER_SECOND;
    }

    @Override
    public void close() {
        owner.close();
    }
}
