package io.fairlead.proxy.listener;

import io.fairlead.proxy.meter.RequestObserver;
import io.fairlead.proxy.meter.RequestTracer;
import io.fairlead.proxy.model.AccessLog;
import io.fairlead.proxy.model.MetricChanges;
import io.fairlead.proxy.model.Tracing;
import io.fairlead.proxy.model.TrafficDirection;
import java.util.List;

/// Makes observers for the filter chains of one event loop.
@FunctionalInterface
public interface Observers {

    /// The observer of a chain with these access logs, and these metrics.
    RequestObserver observer(List<AccessLog> logs, MetricChanges metrics);

    /// The tracer of a chain that is traced.
    default RequestTracer tracer(Tracing tracing, TrafficDirection direction) {
        return RequestTracer.NONE;
    }
}
