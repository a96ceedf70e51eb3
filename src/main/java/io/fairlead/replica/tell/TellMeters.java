package io.fairlead.replica.tell;

import io.fairlead.meter.MetricNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts what replicas tell each other.
public final class TellMeters {
    final Counter told;
    final Counter dropped;
    final Counter heard;
    final Counter refused;

    public TellMeters(MeterRegistry registry) {
        this.told = registry.counter(MetricNames.REPLICA_TOLD);
        this.dropped = registry.counter(MetricNames.REPLICA_DROPPED);
        this.heard = registry.counter(MetricNames.REPLICA_HEARD);
        this.refused = registry.counter(MetricNames.REPLICA_REFUSED);
    }
}
