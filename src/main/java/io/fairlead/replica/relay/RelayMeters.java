package io.fairlead.replica.relay;

import io.fairlead.meter.MetricNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts what is relayed.
public final class RelayMeters {
    final Counter relayed;
    final Counter lost;
    final Counter taken;
    final Counter refused;

    public RelayMeters(MeterRegistry registry) {
        this.relayed = registry.counter(MetricNames.REPLICA_RELAYED);
        this.lost = registry.counter(MetricNames.REPLICA_RELAY_LOST);
        this.taken = registry.counter(MetricNames.REPLICA_RELAY_TAKEN);
        this.refused = registry.counter(MetricNames.REPLICA_REFUSED);
    }
}
