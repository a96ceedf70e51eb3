package io.fairlead.trace.collect;

import io.fairlead.clock.Clock;
import io.fairlead.clock.LoopThread;
import io.fairlead.meter.Faults;
import io.fairlead.trace.decode.Decoded;
import io.fairlead.trace.decode.Format;
import io.fairlead.trace.decode.Malformed;
import io.fairlead.trace.decode.Names;
import io.fairlead.trace.query.Asking;
import io.fairlead.trace.span.Span;
import io.fairlead.trace.store.TraceStore;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that has the store: it reads requests and answers questions, questions first.
///
/// ```
/// request ─▶ size? ─▶ room among those that wait? ─▶ │ rate? ─▶ decode ─▶ store
///                                        question ─▶ │ look into the store
/// ```
public final class Intake implements Asking, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final String NAME = "traces";

    private final CollectLimits limits;
    private final TraceMeters meters;
    private final Clock clock;
    private final Faults faults;
    private final TraceStore store;
    private final Names names = new Names();
    private final RateBudget rate;
    private final LoopThread thread = new LoopThread(NAME);
    private final Queue<Runnable> questions = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> requests = new ConcurrentLinkedQueue<>();
    private final Semaphore work = new Semaphore(0);
    private final Semaphore waitingBytes;
    private final BiConsumer<Format, byte[]> told;
    private boolean toldOfCuts;

    /// @param clock for the rate
    /// @param faults hears of our own bugs
    public record Surroundings(Clock clock, Faults faults, TraceMeters meters) {}

    /// @param told of each request that an exporter sent to this daemon and that was taken, on this thread
    public Intake(CollectLimits limits, Surroundings around, BiConsumer<Format, byte[]> told) {
        this.told = told;
        this.limits = limits;
        this.meters = around.meters();
        this.clock = around.clock();
        this.faults = around.faults();
        this.store = new TraceStore(limits.store());
        this.rate = new RateBudget(limits.bytesPerSecond(), clock.nanos());
        this.waitingBytes = new Semaphore(limits.waitingBytesMax());
    }

    public void start() {
        thread.start(this::loop);
    }

    @Override
    public void close() {
        thread.close();
    }

    /// Takes a request in, sooner or later; what became of it comes back.
    CompletableFuture<Outcome> take(Format format, byte[] request) {
        return take(
                format,
                request,
                outcome -> {
                    if (outcome instanceof Outcome.Taken) {
                        told.accept(format, request);
                    }
                });
    }

    /// Takes in what another daemon was sent. False when it can be seen at once that there is no room for it.
    public boolean hear(Format format, byte[] request) {
        CompletableFuture<Outcome> outcome = take(format, request, _ -> {});
        return !outcome.isDone() || outcome.join() instanceof Outcome.Taken;
    }

    /// Takes a span of the daemon's own, at once. False when there is no room.
    ///
    /// @param bytes about as many as it takes
    boolean own(Span span, int bytes) {
        if (!waitingBytes.tryAcquire(bytes)) {
            return false;
        }
        requests.add(() -> {
            try {
                store.add(span);
                meters.store(store);
            } finally {
                waitingBytes.release(bytes);
            }
        });
        work.release();
        return true;
    }

    private CompletableFuture<Outcome> take(Format format, byte[] request, Consumer<Outcome> then) {
        if (request.length > limits.requestBytesMax()) {
            return CompletableFuture.completedFuture(tooLarge(format));
        }
        int size = Math.max(1, request.length);
        if (!waitingBytes.tryAcquire(size)) {
            meters.refused(format, TraceMeters.Why.WAITING);
            return CompletableFuture.completedFuture(
                    new Outcome.Busy(
                            "more than %d bytes of spans wait"
                                    .formatted(limits.waitingBytesMax())));
        }
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        requests.add(() -> {
            try {
                Outcome became = read(format, request);
                then.accept(became);
                outcome.complete(became);
            } catch (RuntimeException e) {
                outcome.complete(new Outcome.Refused("the daemon has a bug; its log says more"));
                faults.onFault(NAME, e);
            } finally {
                waitingBytes.release(size);
            }
        });
        work.release();
        return outcome;
    }

    /// Counts a request that its port didn't take, because it is too large.
    Outcome tooLarge(Format format) {
        meters.refused(format, TraceMeters.Why.SIZE);
        return new Outcome.Refused(
                "a request has at most %d bytes".formatted(limits.requestBytesMax()));
    }

    @Override
    public <T> T ask(Function<TraceStore, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        questions.add(() -> {
            try {
                answer.complete(question.apply(store));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        work.release();
        return answer.join();
    }

    private void loop() {
        while (thread.isOpen()) {
            try {
                work.acquire();
            } catch (InterruptedException _) {
                return;
            }
            Runnable next = questions.poll();
            if (next == null) {
                next = requests.poll();
            }
            if (next != null) {
                next.run();
            }
        }
    }

    private Outcome read(Format format, byte[] request) {
        if (!rate.take(request.length, clock.nanos())) {
            meters.refused(format, TraceMeters.Why.RATE);
            return new Outcome.Busy(
                    "more than %d bytes of spans in a second".formatted(limits.bytesPerSecond()));
        }
        try {
            Decoded decoded = format.decode(request, limits.decode(), names);
            decoded.spans().forEach(store::add);
            meters.spans(format, decoded.spans().size());
            meters.cut(decoded.cuts());
            meters.store(store);
            tellOfCuts(decoded);
            return new Outcome.Taken(decoded.spans().size());
        } catch (Malformed e) {
            meters.refused(format, TraceMeters.Why.MALFORMED);
            return new Outcome.Refused(String.valueOf(e.getMessage()));
        }
    }

    /// Once: the counter tells the rest.
    private void tellOfCuts(Decoded decoded) {
        if (!toldOfCuts && !decoded.cuts().isEmpty()) {
            toldOfCuts = true;
            LOG.atWarn()
                    .setMessage("spans were cut to their limits; fairlead_trace_cut counts them")
                    .addKeyValue("cuts", decoded.cuts())
                    .log();
        }
    }
}
