package io.fairlead.model.telemetry;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tracing of one side of a workload, after all levels are folded.
///
/// @param provider null: ids are passed on, and spans go nowhere
/// @param samplingPercent of requests about which nobody decided yet
/// @param useRequestId the request id carries the decision
/// @param istioTags Istio's own tags are added
/// @param propagate headers with the context are written
public record TraceSettings(
        @Nullable Provider provider,
        double samplingPercent,
        boolean useRequestId,
        boolean istioTags,
        boolean propagate,
        SortedMap<String, CustomTag> customTags,
        @Nullable Integer maxTagLength) {
    public TraceSettings {
        customTags = Collections.unmodifiableSortedMap(new TreeMap<>(customTags));
    }

    /// The same, with other tags.
    public TraceSettings withTags(SortedMap<String, CustomTag> tags) {
        return new TraceSettings(
                provider, samplingPercent, useRequestId, istioTags, propagate, tags, maxTagLength);
    }

    /// Folds the rules of all levels, the widest first. Empty: there is no tracing.
    public static Optional<TraceSettings> of(
            List<TracingRule> rules, MeshTelemetry mesh, Side side) {
        MeshTelemetry.ProxyTracing proxy = mesh.tracing();
        if (rules.isEmpty() && mesh.traces().isEmpty()) {
            return mesh.enableTracing()
                    ? Optional.of(
                            new TraceSettings(
                                    mesh.ofProxyConfig().orElse(null),
                                    proxy.samplingPercent(),
                                    true,
                                    proxy.istioTags(),
                                    true,
                                    proxy.customTags(),
                                    proxy.maxTagLength()))
                    : Optional.empty();
        }
        return new Folding(mesh).of(rules, side);
    }

    /// Mutable, for one question.
    private static final class Folding {
        private final MeshTelemetry mesh;
        private @Nullable String provider;
        private double sampling;
        private boolean disabled;
        private boolean useRequestId = true;
        private boolean istioTags;
        private boolean propagate = true;
        private SortedMap<String, CustomTag> tags;

        Folding(MeshTelemetry mesh) {
            this.mesh = mesh;
            this.provider = mesh.traces().isEmpty() ? null : mesh.traces().getFirst();
            this.sampling = mesh.tracing().samplingPercent();
            this.istioTags = mesh.tracing().istioTags();
            this.tags = mesh.tracing().customTags();
        }

        Optional<TraceSettings> of(List<TracingRule> rules, Side side) {
            rules.stream().filter(rule -> rule.sides().contains(side)).forEach(this::add);
            Provider found = provider == null ? null : mesh.provider(provider).orElse(null);
            if (disabled || found == null) {
                return Optional.empty();
            }
            return Optional.of(
                    new TraceSettings(
                            found,
                            sampling,
                            useRequestId,
                            istioTags,
                            propagate,
                            tags,
                            maxTagLength(found)));
        }

        private void add(TracingRule rule) {
            provider = rule.providers().isEmpty() ? provider : rule.providers().getFirst();
            sampling = rule.samplingPercent() == null ? sampling : rule.samplingPercent();
            disabled = or(rule.disableSpanReporting(), disabled);
            useRequestId = or(rule.useRequestId(), useRequestId);
            istioTags = or(rule.istioTags(), istioTags);
            propagate = !or(rule.disableContextPropagation(), !propagate);
            tags = rule.customTags() == null ? tags : rule.customTags();
        }

        private static boolean or(@Nullable Boolean written, boolean otherwise) {
            return written == null ? otherwise : written;
        }

        private @Nullable Integer maxTagLength(Provider found) {
            Integer own =
                    switch (found) {
                        case Provider.Zipkin zipkin -> zipkin.maxTagLength();
                        case Provider.OpenTelemetry otel -> otel.maxTagLength();
                        case Provider.Jaeger _,
                                Provider.FileLog _,
                                Provider.GrpcLog _,
                                Provider.Prometheus _,
                                Provider.Other _ ->
                                null;
                    };
            return own == null ? mesh.tracing().maxTagLength() : own;
        }
    }
}
