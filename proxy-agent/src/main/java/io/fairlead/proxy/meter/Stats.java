package io.fairlead.proxy.meter;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// All figures of `/stats`. Counters made here are for control work (a configuration accepted, a listener bound); what
/// happens for each request is counted by its event loop and comes in as a [StatSource].
public final class Stats {

    /// One figure at one moment.
    ///
    /// @param counter whether it only grows
    public record Figure(long value, boolean counter) {}

    private final ConcurrentHashMap<StatName, LongAdder> counters = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<StatName, LongSupplier> gauges = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<StatSource> sources = new CopyOnWriteArrayList<>();

    /// The counter of this name, made on first use. May be added to from any thread.
    public LongAdder counter(StatName name) {
        return counters.computeIfAbsent(name, _ -> new LongAdder());
    }

    /// Says how to read a figure that goes up and down; a later call replaces an earlier one.
    public void gauge(StatName name, LongSupplier value) {
        gauges.put(name, value);
    }

    /// Adds something that knows figures.
    public void source(StatSource source) {
        sources.add(source);
    }

    /// Everything now, in order.
    public SortedMap<StatName, Figure> read() {
        var all = new TreeMap<StatName, Figure>();
        var sink =
                new StatSource.Sink() {
                    @Override
                    public void counter(StatName name, long value) {
                        all.merge(name, new Figure(value, true), Stats::sum);
                    }

                    @Override
                    public void gauge(StatName name, long value) {
                        all.merge(name, new Figure(value, false), Stats::sum);
                    }
                };
        counters.forEach((name, count) -> sink.counter(name, count.sum()));
        gauges.forEach((name, value) -> sink.gauge(name, value.getAsLong()));
        sources.forEach(source -> source.collect(sink));
        return all;
    }

    private static Figure sum(Figure one, Figure other) {
        return new Figure(one.value() + other.value(), one.counter());
    }
}
