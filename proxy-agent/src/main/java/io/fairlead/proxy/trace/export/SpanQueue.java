package io.fairlead.proxy.trace.export;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.Tracing.Tracer;
import io.fairlead.proxy.trace.span.FinishedSpan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Spans on their way to one collector. Whoever hands one over never waits; a thread of its own sends batches. While
/// the collector is dead or hangs, what does not fit is thrown away and counted.
public final class SpanQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);

    /// Batches that fail between two looks whether the way to the daemon is another one now.
    private static final int RENEW_EVERY = 8;

    private final Tracer provider;
    private final Destination destination;
    private final ExportLimits limits;
    private final LongAdder sent;
    private final LongAdder failed;
    private final LongAdder dropped;
    private final ConcurrentLinkedQueue<FinishedSpan> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread;

    // Of that thread.
    private @Nullable Collector collector;
    private @Nullable Way way;
    private boolean failing;
    private int failures;
    private @Nullable Future<?> idle;

    /// Where spans go.
    ///
    /// @param service name of whoever sends
    /// @param ip its address; empty where nobody knows
    /// @param ways how the hosts of a cluster are reached, asked before each batch
    public record Destination(
            String service, String ip, String cluster, Function<String, Optional<Way>> ways) {}

    public SpanQueue(Tracer provider, Destination destination, Stats stats, ExportLimits limits) {
        this.provider = provider;
        this.destination = destination;
        this.limits = limits;
        this.sent = stats.counter(new StatName("tracing", kind(provider), "spans_sent"));
        this.failed = stats.counter(new StatName("tracing", kind(provider), "spans_failed"));
        this.dropped = stats.counter(new StatName("tracing", kind(provider), "spans_dropped"));
        this.thread =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("spans").factory());
        thread.setRemoveOnCancelPolicy(true);
    }

    private static String kind(Tracer provider) {
        return switch (provider) {
            case Tracer.None _ -> "none";
            case Tracer.Jaeger _ -> "jaeger";
            case Tracer.Zipkin _ -> "zipkin";
            case Tracer.OpenTelemetry _ -> "opentelemetry";
        };
    }

    /// Takes a span, from any thread, at once.
    public void offer(FinishedSpan span) {
        int now = size.incrementAndGet();
        if (now > limits.spansMax()) {
            size.decrementAndGet();
            dropped.increment();
            return;
        }
        waiting.add(span);
        try {
            if (now >= limits.batchMax() && woken.compareAndSet(false, true)) {
                thread.execute(this::flush);
            } else if (scheduled.compareAndSet(false, true)) {
                var _ = thread.schedule(this::regular, limits.interval().toMillis(), MILLISECONDS);
            }
        } catch (RejectedExecutionException _) {
            // Closing: the last flush has been or comes.
        }
    }

    /// Some time after a span that found nothing scheduled; without spans the thread sleeps.
    private void regular() {
        scheduled.set(false);
        flush();
    }

    /// Sends what is waiting.
    private void flush() {
        woken.set(false);
        try {
            List<FinishedSpan> batch = take();
            while (!batch.isEmpty()) {
                send(batch);
                batch = take();
            }
            hangUpLater();
        } catch (RuntimeException | LinkageError e) {
            // A thread that ends would be a leak of nothing but spans, in silence.
            tell(false, String.valueOf(e));
            hangUp();
        }
    }

    /// Gives the connection up when no span comes for long.
    private void hangUpLater() {
        if (idle != null) {
            boolean _ = idle.cancel(false);
        }
        idle =
                collector == null
                        ? null
                        : thread.schedule(
                                this::hangUp,
                                limits.interval().toMillis() * limits.idleIntervals(),
                                MILLISECONDS);
    }

    private List<FinishedSpan> take() {
        List<FinishedSpan> batch = new ArrayList<>();
        while (batch.size() < limits.batchMax()) {
            FinishedSpan next = waiting.poll();
            if (next == null) {
                break;
            }
            size.decrementAndGet();
            batch.add(next);
        }
        return batch;
    }

    private void send(List<FinishedSpan> batch) {
        boolean done = false;
        String why = "the collector did not take them";
        try {
            Collector to = collector();
            if (to == null) {
                why = "cluster " + destination.cluster() + " has no host";
            } else {
                done = to.send(batch);
            }
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        } finally {
            (done ? sent : failed).add(batch.size());
        }
        tell(done, why);
        failures = done ? 0 : failures + 1;
        if (way instanceof Way.Daemon && failures % RENEW_EVERY == 1) {
            // Its address, our certificate or its roots may be others by now: they are asked for
            // anew.
            hangUp();
        }
    }

    private @Nullable Collector collector() throws IOException {
        Way now = destination.ways().apply(destination.cluster()).orElse(null);
        if (now == null || !now.equals(way)) {
            hangUp();
        }
        if (now != null && collector == null) {
            way = now;
            collector =
                    OtelCollector.of(
                            provider,
                            now,
                            new OtelCollector.Sender(destination.service(), destination.ip()),
                            limits.timeout());
        }
        return collector;
    }

    private void hangUp() {
        Collector of = collector;
        collector = null;
        way = null;
        if (of != null) {
            of.close();
        }
    }

    /// One line for each change of state.
    private void tell(boolean done, String why) {
        if (failing != done) {
            return;
        }
        failing = !done;
        if (done) {
            LOG.info(
                    "event=trace_export_recovered provider={} cluster={} collector={}",
                    kind(provider),
                    destination.cluster(),
                    way);
        } else {
            LOG.warn(
                    "event=trace_export_failed provider={} cluster={} collector={} reason=\"{}\" effect=\"spans are"
                            + " thrown away and counted\"",
                    kind(provider),
                    destination.cluster(),
                    way,
                    why);
        }
    }

    /// Sends what is left, for at most one time-out.
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        thread.execute(this::end);
        try {
            boolean _ = thread.awaitTermination(limits.timeout().toMillis(), MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        List<Runnable> _ = thread.shutdownNow();
    }

    private void end() {
        flush();
        hangUp();
        // What is scheduled has nothing to do any more.
        List<Runnable> _ = thread.shutdownNow();
    }
}
