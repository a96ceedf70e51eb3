package io.fairlead.push.ads;

import io.fairlead.meter.Histograms;
import io.fairlead.meter.MetricNames;
import io.fairlead.meter.OwnWork;
import io.fairlead.meter.OwnWork.Work;
import io.fairlead.push.cache.Pusher;
import io.fairlead.push.session.Answer;
import io.fairlead.push.session.News;
import io.fairlead.push.session.TypeUrl;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Counts what streams do, under Istio's names.
public final class PushMeters {

    private static final long NANOS_PER_MICRO = 1_000;
    private static final double[] SIZES = {1, 10_000, 1e6, 4e6, 1e7, 4e7};
    private static final List<String> SHORT_TYPES = List.of("cds", "eds", "lds", "rds", "other");

    /// Key of a change's translation.
    private static final String PUSH = "push";

    private final MeterRegistry registry;
    private final OwnWork work;
    private final Map<TypeUrl, Counter> pushes = new ConcurrentHashMap<>();
    private final Map<TypeUrl, Counter> rejects = new ConcurrentHashMap<>();
    private final Map<TypeUrl, DistributionSummary> sizes = new ConcurrentHashMap<>();
    private final Counter internalErrors;
    private final Counter expiredNonces;
    private final Counter refusedStreams;
    private final Consumer<Duration> convergence;
    private final Consumer<Duration> translation;
    private final Consumer<Duration> sending;
    private final Consumer<Duration> queueing;

    /// What a stream is busy with.
    ///
    /// @param sinceNanos when what caused it came
    /// @param first it has just opened: nothing was pushed, it asked
    record Cause(String proxy, long sinceNanos, boolean first) {}

    /// @param work hears of pushes
    public PushMeters(MeterRegistry registry, OwnWork work) {
        this.registry = registry;
        this.work = work;
        this.internalErrors = registry.counter(MetricNames.XDS_INTERNAL_ERRORS);
        this.expiredNonces = registry.counter(MetricNames.XDS_EXPIRED_NONCE);
        this.refusedStreams = registry.counter(MetricNames.XDS_REFUSED_STREAMS);
        this.convergence = Histograms.seconds(registry, MetricNames.PROXY_CONVERGENCE_TIME);
        this.translation = Histograms.seconds(registry, MetricNames.XDS_PUSH_TIME);
        this.sending = Histograms.seconds(registry, MetricNames.XDS_SEND_TIME);
        this.queueing = Histograms.seconds(registry, MetricNames.PROXY_QUEUE_TIME);
        // So that nothing refused shows as 0, and not as nothing known.
        SHORT_TYPES.forEach(type -> registry.counter(MetricNames.TOTAL_XDS_REJECTS, "type", type));
    }

    /// A stream ended by a fault of ours.
    void failed() {
        internalErrors.increment();
    }

    void showConnected(Supplier<Number> connected) {
        Gauge.builder(MetricNames.XDS, connected).register(registry);
    }

    /// A change was translated for all classes of proxies.
    public void translated(Pusher.Step step) {
        translation.accept(step.took());
        if (step.proxies() > 0) {
            work.done(
                    new Work(
                            step.sinceNanos(),
                            PUSH,
                            "",
                            "push",
                            step.age(),
                            Map.of(
                                    "proxies",
                                    Integer.toString(step.proxies()),
                                    "translation_micros",
                                    Long.toString(step.took().toNanos() / NANOS_PER_MICRO))));
        }
    }

    /// The stream of a proxy took what a change made for it.
    void queued(Duration took) {
        queueing.accept(took);
    }

    /// Tells of what was sent because of this.
    void told(Cause cause, Answer answer, Duration took) {
        String type = shortType(answer.type());
        work.done(
                new Work(
                        cause.sinceNanos(),
                        "",
                        cause.proxy(),
                        "send " + type,
                        took,
                        Map.of(
                                "proxy",
                                cause.proxy(),
                                "type",
                                type,
                                "resources",
                                Integer.toString(answer.resources().size()))));
    }

    void sent(Answer answer, Duration took) {
        sending.accept(took);
        pushes.computeIfAbsent(
                        answer.type(),
                        t -> registry.counter(MetricNames.XDS_PUSHES, "type", shortType(t)))
                .increment();
        sizes.computeIfAbsent(
                        answer.type(),
                        t ->
                                DistributionSummary.builder(MetricNames.XDS_CONFIG_SIZE)
                                        .serviceLevelObjectives(SIZES)
                                        .minimumExpectedValue(1.0)
                                        .tag("type", shortType(t))
                                        .register(registry))
                .record((double) answer.resources().stream().mapToLong(r -> r.bytes()).sum());
    }

    void received(News news) {
        switch (news) {
            case News.Refused(TypeUrl type, var _) -> {
                registry.counter(MetricNames.TOTAL_XDS_REJECTS, "type", shortType(type))
                        .increment();
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

    void converged(Cause cause, Duration took) {
        convergence.accept(took);
        work.done(
                new Work(
                        cause.sinceNanos(),
                        cause.proxy(),
                        cause.first() ? "" : PUSH,
                        cause.first() ? "configure a new stream" : "configure",
                        took,
                        Map.of("proxy", cause.proxy())));
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
        if (type.equals(TypeUrl.VIRTUAL_HOST)) {
            return "vhds";
        }
        return type.equals(TypeUrl.ROUTE) ? "rds" : "other";
    }
}
