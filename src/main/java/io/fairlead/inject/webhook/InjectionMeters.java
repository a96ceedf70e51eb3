package io.fairlead.inject.webhook;

import io.fairlead.inject.review.Answer.Verdict;
import io.fairlead.meter.MetricNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts what the webhook does with pods, under istiod's names.
final class InjectionMeters {
    private final Counter requests;
    private final Counter injected;
    private final Counter skipped;
    private final Counter failed;

    InjectionMeters(MeterRegistry registry) {
        this.requests = registry.counter(MetricNames.INJECTION_REQUESTS);
        this.injected = registry.counter(MetricNames.INJECTIONS);
        this.skipped = registry.counter(MetricNames.INJECTIONS_SKIPPED);
        this.failed = registry.counter(MetricNames.INJECTIONS_FAILED);
    }

    void asked() {
        requests.increment();
    }

    void answered(Verdict verdict) {
        switch (verdict) {
            case INJECTED -> injected.increment();
            case UNCHANGED -> skipped.increment();
            case REFUSED -> failed.increment();
        }
    }
}
