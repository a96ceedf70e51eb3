package io.fairlead.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts and logs bugs. A process with one is no longer ready: it goes on serving, and somebody must look.
public final class CountedFaults implements Faults {
    private static final Logger LOG = LoggerFactory.getLogger(CountedFaults.class);

    private final AtomicLong count = new AtomicLong();
    private final Counter counter;

    public CountedFaults(MeterRegistry registry) {
        this.counter = registry.counter(MetricNames.FAULTS);
    }

    @Override
    public void onFault(String where, Throwable cause) {
        count.incrementAndGet();
        counter.increment();
        LOG.atError().setMessage("fault").addKeyValue(LogKeys.WHERE, where).setCause(cause).log();
    }

    public long count() {
        return count.get();
    }
}
