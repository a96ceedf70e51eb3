package io.fairlead.trace.collect;

import io.fairlead.clock.Clock;
import io.fairlead.meter.MetricNames;
import io.fairlead.meter.OwnWork;
import io.fairlead.trace.span.Reference;
import io.fairlead.trace.span.Reporter;
import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Tag;
import io.fairlead.trace.span.TraceId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Makes spans of what the daemon itself does, and puts them into its own store. Ids follow from the cause, so that
/// whoever does a part of the work needs to know nothing of the rest.
///
/// Never makes work wait: what comes too fast, or finds no room, is dropped and counted.
public final class OwnSpans implements OwnWork {

    /// The name under which people know the control plane.
    static final String SERVICE = "istiod";

    private static final int PER_SECOND = 200;
    private static final int SPAN_BYTES = 512;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final Reporter REPORTER =
            new Reporter(SERVICE, List.of(Tag.of("ip", "127.0.0.1")));

    private final Intake intake;
    private final Clock clock;
    private final RandomGenerator random;
    private final long run;
    private final Counter dropped;
    private final ReentrantLock lock = new ReentrantLock();
    private final RateBudget rate;

    public OwnSpans(Intake intake, Clock clock, RandomGenerator random, MeterRegistry registry) {
        this.intake = intake;
        this.clock = clock;
        this.random = random;
        this.run = random.nextLong();
        this.dropped = registry.counter(MetricNames.TRACE_OWN_DROPPED);
        this.rate = new RateBudget(PER_SECOND, clock.nanos());
    }

    @Override
    public void done(Work work) {
        if (!isDue() || !intake.own(span(work), SPAN_BYTES)) {
            dropped.increment();
        }
    }

    /// False for what comes too fast, and where many come at once.
    private boolean isDue() {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            return rate.take(1, clock.nanos());
        } finally {
            lock.unlock();
        }
    }

    private Span span(Work work) {
        TraceId trace = new TraceId(run, work.cause() == 0 ? fresh() : mixed(work.cause(), ""));
        List<Reference> parents =
                work.of().isEmpty()
                        ? List.of()
                        : List.of(new Reference(trace, mixed(work.cause(), work.of()), true));
        List<Tag> tags = new ArrayList<>();
        tags.add(Tag.of("component", "daemon"));
        tags.add(Tag.of("span.kind", "internal"));
        work.facts().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(fact -> tags.add(Tag.of(fact.getKey(), fact.getValue())));
        Instant now = clock.now();
        long micros = work.took().toNanos() / NANOS_PER_MICRO;
        long end = now.getEpochSecond() * MICROS_PER_SECOND + now.getNano() / NANOS_PER_MICRO;
        return new Span(
                trace,
                work.key().isEmpty() ? fresh() : mixed(work.cause(), work.key()),
                parents,
                work.name(),
                1,
                end - micros,
                micros,
                tags,
                List.of(),
                REPORTER,
                List.of());
    }

    private long fresh() {
        long id = random.nextLong();
        return id == 0 ? 1 : id;
    }

    private static long mixed(long cause, String key) {
        long mixed = (cause ^ (long) key.hashCode() << 32 ^ key.length()) * MIX;
        mixed ^= mixed >>> 29;
        return mixed == 0 ? 1 : mixed;
    }
}
