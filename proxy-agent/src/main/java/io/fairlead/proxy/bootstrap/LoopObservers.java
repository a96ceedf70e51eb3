package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.listener.Observers;
import io.fairlead.proxy.meter.RequestObserver;
import io.fairlead.proxy.meter.RequestTracer;
import io.fairlead.proxy.model.AccessLog;
import io.fairlead.proxy.model.MetricChanges;
import io.fairlead.proxy.model.Tracing;
import io.fairlead.proxy.model.TrafficDirection;
import io.fairlead.proxy.telemetry.LoopTelemetry;
import io.fairlead.proxy.trace.Tracers;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// What one event loop tells of its traffic: metrics, logs, spans.
final class LoopObservers implements Observers {

    private final LoopTelemetry telemetry;
    private final Tracers tracers;
    private final RandomGenerator random =
            RandomGeneratorFactory.of("Xoroshiro128PlusPlus").create();

    LoopObservers(DataplaneAssembly.Watching watching) {
        this.telemetry = watching.telemetry().loop(watching.logs()::taker);
        this.tracers = watching.tracers();
    }

    @Override
    public RequestObserver observer(List<AccessLog> logs, MetricChanges metrics) {
        return telemetry.observer(logs, metrics);
    }

    @Override
    public RequestTracer tracer(Tracing tracing, TrafficDirection direction) {
        return tracers.tracer(tracing, direction, random);
    }
}
