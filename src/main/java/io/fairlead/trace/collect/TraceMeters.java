package io.fairlead.trace.collect;

import io.fairlead.meter.MetricNames;
import io.fairlead.trace.decode.Cuts;
import io.fairlead.trace.decode.Format;
import io.fairlead.trace.store.TraceStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Numbers about spans that arrive.
public final class TraceMeters {

    private final MeterRegistry registry;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong traces = new AtomicLong();
    private final AtomicLong evicted = new AtomicLong();

    public TraceMeters(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge(MetricNames.TRACE_STORE_BYTES, bytes);
        registry.gauge(MetricNames.TRACE_STORE_TRACES, traces);
        registry.more().counter(MetricNames.TRACE_EVICTED, List.of(), evicted);
    }

    /// Why a request was refused.
    enum Why {
        SIZE,
        MALFORMED,
        RATE,
        WAITING
    }

    void spans(Format format, int count) {
        registry.counter(MetricNames.TRACE_SPANS, "format", name(format)).increment(count);
    }

    void refused(Format format, Why why) {
        registry.counter(MetricNames.TRACE_REFUSED, "format", name(format), "reason", name(why))
                .increment();
    }

    void cut(Map<Cuts.What, Integer> cuts) {
        cuts.forEach((what, count) ->
                registry.counter(MetricNames.TRACE_CUT, "what", name(what)).increment(count));
    }

    void store(TraceStore store) {
        bytes.set(store.bytes());
        traces.set(store.size());
        evicted.set(store.evicted());
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
