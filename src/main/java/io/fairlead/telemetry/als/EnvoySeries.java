package io.fairlead.telemetry.als;

import io.fairlead.meter.MetricNames;
import io.fairlead.telemetry.aggregate.TrafficReport.Protocol;
import io.fairlead.telemetry.aggregate.TrafficReport.Side;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Istio's series of pods with a stock Envoy, among the daemon's own metrics. Belongs to one owner at a time; scrapes
/// read the registry.
final class EnvoySeries {
    private static final String OVERFLOW = "overflow";
    private static final double MICROS_PER_MILLI = 1000;
    private static final double[] BOUNDS = {
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000,
        600_000, 1_800_000, 3_600_000
    };

    private final MeterRegistry registry;
    private final Limits limits;

    /// In the order in which they were used last.
    private final Map<List<Tag>, Series> all = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Series {
        /// Requests; or connections opened and closed, bytes sent and received.
        final List<Counter> counters;

        /// Duration, bytes of requests, bytes of responses; none for TCP.
        final List<DistributionSummary> histograms;

        long usedSeconds;

        Series(List<Counter> counters, List<DistributionSummary> histograms) {
            this.counters = counters;
            this.histograms = histograms;
        }
    }

    EnvoySeries(MeterRegistry registry, Limits limits) {
        this.registry = registry;
        this.limits = limits;
    }

    void count(Call call, End own, End peer, Known.Name service, long nowSeconds) {
        expire(nowSeconds);
        List<Tag> tags = tags(call, own, peer, service);
        Series series = all.get(tags);
        if (series == null) {
            List<Tag> kept = all.size() < limits.seriesMax() ? tags : overflow(tags);
            series = all.computeIfAbsent(kept, fresh -> make(fresh, call.protocol()));
        }
        series.usedSeconds = nowSeconds;
        if (call.protocol() == Protocol.TCP) {
            series.counters.get(0).increment();
            series.counters.get(1).increment();
            series.counters.get(2).increment((double) call.sent());
            series.counters.get(3).increment((double) call.received());
        } else {
            series.counters.getFirst().increment();
            series.histograms.get(0).record(call.micros() / MICROS_PER_MILLI);
            series.histograms.get(1).record((double) call.received());
            series.histograms.get(2).record((double) call.sent());
        }
    }

    private void expire(long nowSeconds) {
        Iterator<Series> oldest = all.values().iterator();
        while (oldest.hasNext()) {
            Series one = oldest.next();
            if (nowSeconds - one.usedSeconds < limits.seriesIdle().toSeconds()) {
                return;
            }
            List<Meter> meters = new ArrayList<>(one.counters);
            meters.addAll(one.histograms);
            meters.forEach(registry::remove);
            oldest.remove();
        }
    }

    private Series make(List<Tag> tags, Protocol protocol) {
        if (protocol == Protocol.TCP) {
            return new Series(
                    List.of(
                            registry.counter(MetricNames.ENVOY_TCP_OPENED, tags),
                            registry.counter(MetricNames.ENVOY_TCP_CLOSED, tags),
                            registry.counter(MetricNames.ENVOY_TCP_SENT, tags),
                            registry.counter(MetricNames.ENVOY_TCP_RECEIVED, tags)),
                    List.of());
        }
        return new Series(
                List.of(registry.counter(MetricNames.ENVOY_REQUESTS, tags)),
                List.of(
                        histogram(MetricNames.ENVOY_DURATION, tags),
                        histogram(MetricNames.ENVOY_REQUEST_BYTES, tags),
                        histogram(MetricNames.ENVOY_RESPONSE_BYTES, tags)));
    }

    private DistributionSummary histogram(String name, List<Tag> tags) {
        return DistributionSummary.builder(name)
                .serviceLevelObjectives(BOUNDS)
                .minimumExpectedValue(BOUNDS[0])
                .tags(tags)
                .register(registry);
    }

    private static List<Tag> tags(Call call, End own, End peer, Known.Name service) {
        boolean source = call.side() == Side.SOURCE;
        List<Tag> tags = new ArrayList<>(26);
        tags.add(Tag.of("reporter", source ? "source" : "destination"));
        end(tags, "source_", source ? own : peer);
        end(tags, "destination_", source ? peer : own);
        tags.add(Tag.of("destination_service", service.host()));
        tags.add(Tag.of("destination_service_name", service.name()));
        tags.add(Tag.of("destination_service_namespace", service.namespace()));
        tags.add(Tag.of("request_protocol", call.protocol().name().toLowerCase(Locale.ROOT)));
        if (call.protocol() != Protocol.TCP) {
            tags.add(Tag.of("response_code", Integer.toString(call.responseCode())));
            tags.add(Tag.of("grpc_response_status", call.grpcStatus()));
        }
        tags.add(Tag.of("response_flags", call.flags()));
        String policy = call.isMutual() ? "mutual_tls" : "none";
        tags.add(Tag.of("connection_security_policy", source ? "unknown" : policy));
        return tags;
    }

    private static void end(List<Tag> tags, String side, End end) {
        tags.add(Tag.of(side + "workload", end.workload()));
        tags.add(Tag.of(side + "workload_namespace", end.namespace()));
        tags.add(Tag.of(side + "app", end.app()));
        tags.add(Tag.of(side + "version", end.version()));
        tags.add(Tag.of(side + "canonical_service", end.canonicalService()));
        tags.add(Tag.of(side + "canonical_revision", end.canonicalRevision()));
        tags.add(Tag.of(side + "cluster", end.cluster()));
        tags.add(Tag.of(side + "principal", end.principal()));
    }

    private static List<Tag> overflow(List<Tag> tags) {
        return tags.stream()
                .map(tag ->
                        tag.getKey().equals("request_protocol")
                                ? tag
                                : Tag.of(tag.getKey(), OVERFLOW))
                .toList();
    }
}
