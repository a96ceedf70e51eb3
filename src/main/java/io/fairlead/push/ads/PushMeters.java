package io.fairlead.push.ads;

import io.fairlead.meter.MetricNames;
import io.fairlead.push.session.Answer;
import io.fairlead.push.session.News;
import io.fairlead.push.session.TypeUrl;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Counts what streams do, under Istio's names.
public final class PushMeters {

    private static final double NANOS = 1e9;
    private static final double[] SECONDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 5, 10, 20, 30
    };

    private final MeterRegistry registry;
    private final Map<TypeUrl, Counter> pushes = new ConcurrentHashMap<>();
    private final Map<TypeUrl, Counter> rejects = new ConcurrentHashMap<>();
    private final Map<TypeUrl, DistributionSummary> sizes = new ConcurrentHashMap<>();
    private final Counter totalRejects;
    private final Counter expiredNonces;
    private final Counter refusedStreams;
    private final DistributionSummary convergence;
    private final DistributionSummary translation;
    private final DistributionSummary sending;

    public PushMeters(MeterRegistry registry) {
        this.registry = registry;
        this.totalRejects = registry.counter(MetricNames.TOTAL_XDS_REJECTS);
        this.expiredNonces = registry.counter(MetricNames.XDS_EXPIRED_NONCE);
        this.refusedStreams = registry.counter(MetricNames.XDS_REFUSED_STREAMS);
        this.convergence = seconds(MetricNames.PROXY_CONVERGENCE_TIME);
        this.translation = seconds(MetricNames.XDS_PUSH_TIME);
        this.sending = seconds(MetricNames.XDS_SEND_TIME);
    }

    /// Istio's histograms of time carry no unit in their name, so they are summaries here.
    private DistributionSummary seconds(String name) {
        return DistributionSummary.builder(name)
                .serviceLevelObjectives(SECONDS)
                .minimumExpectedValue(SECONDS[0])
                .register(registry);
    }

    void showConnected(Supplier<Number> connected) {
        Gauge.builder(MetricNames.XDS, connected).register(registry);
    }

    /// A change was translated for all classes of proxies.
    public void translated(Duration took) {
        translation.record(took.toNanos() / NANOS);
    }

    void sent(Answer answer, Duration took) {
        sending.record(took.toNanos() / NANOS);
        pushes.computeIfAbsent(
                        answer.type(),
                        t -> registry.counter(MetricNames.XDS_PUSHES, "type", shortType(t)))
                .increment();
        sizes.computeIfAbsent(
                        answer.type(),
                        t ->
                                DistributionSummary.builder(MetricNames.XDS_CONFIG_SIZE)
                                        .tag("type", shortType(t))
                                        .register(registry))
                .record((double) answer.resources().stream().mapToLong(r -> r.bytes()).sum());
    }

    void received(News news) {
        switch (news) {
            case News.Refused(TypeUrl type, var _) -> {
                totalRejects.increment();
                rejects.computeIfAbsent(
                                type,
                                t ->
                                        registry.counter(
                                                MetricNames.XDS_REJECTS, "type", shortType(t)))
                        .increment();
            }
            case News.Stale _ -> expiredNonces.increment();
            case News.Asked _, News.Acked _, News.Doubted _, News.Excessive _ -> {
                // Nothing that anybody counts.
            }
        }
    }

    void refusedStream() {
        refusedStreams.increment();
    }

    void converged(Duration took) {
        convergence.record(took.toNanos() / NANOS);
    }

    /// Istio's short names; what a client made up counts as `other`, so that it can't make up series.
    private static String shortType(TypeUrl type) {
        if (type.equals(TypeUrl.CLUSTER)) {
            return "cds";
        }
        if (type.equals(TypeUrl.ENDPOINT)) {
            return "eds";
        }
        if (type.equals(TypeUrl.LISTENER)) {
            return "lds";
        }
        return type.equals(TypeUrl.ROUTE) ? "rds" : "other";
    }
}
