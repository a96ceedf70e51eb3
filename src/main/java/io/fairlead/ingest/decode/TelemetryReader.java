package io.fairlead.ingest.decode;

import io.fairlead.model.config.Meta;
import io.fairlead.model.config.Telemetry;
import io.fairlead.model.telemetry.AccessLogRule;
import io.fairlead.model.telemetry.CustomTag;
import io.fairlead.model.telemetry.Metric;
import io.fairlead.model.telemetry.MetricsRule;
import io.fairlead.model.telemetry.Side;
import io.fairlead.model.telemetry.TagChange;
import io.fairlead.model.telemetry.TracingRule;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads a Telemetry.
final class TelemetryReader {
    private static final String ALL = "ALL_METRICS";

    private TelemetryReader() {}

    static Telemetry read(Meta meta, Cursor object) {
        Cursor spec = object.child("spec");
        if (spec == null) {
            return new Telemetry(meta, Map.of(), false, List.of(), List.of(), List.of());
        }
        Cursor selector = spec.child("selector");
        return new Telemetry(
                meta,
                selector == null ? Map.of() : selector.textMap("matchLabels"),
                spec.has("targetRef") || !spec.list("targetRefs").isEmpty(),
                spec.list("metrics").stream().map(TelemetryReader::metrics).toList(),
                spec.list("accessLogging").stream().map(TelemetryReader::accessLog).toList(),
                spec.list("tracing").stream().map(TelemetryReader::tracing).toList());
    }

    private static MetricsRule metrics(Cursor rule) {
        return new MetricsRule(
                providers(rule),
                rule.list("overrides").stream().map(TelemetryReader::override).toList(),
                rule.duration("reportingInterval"));
    }

    private static MetricsRule.Adjustment override(Cursor override) {
        SortedMap<String, TagChange> tags = new TreeMap<>();
        override.map("tagOverrides").forEach((name, tag) -> tags.put(name, tagChange(tag)));
        return new MetricsRule.Adjustment(
                metricsOf(override.child("match")),
                sides(override),
                override.maybe("disabled"),
                tags);
    }

    /// No metric of ours has the name of a custom one.
    private static Set<Metric> metricsOf(@Nullable Cursor match) {
        if (match != null && match.has("customMetric")) {
            return Set.of();
        }
        String written = match == null ? "" : match.text("metric");
        return written.isEmpty() || written.equals(ALL)
                ? EnumSet.allOf(Metric.class)
                : named(written);
    }

    /// An unknown word was told of already; its object is refused.
    private static Set<Metric> named(String word) {
        Set<Metric> found = EnumSet.allOf(Metric.class);
        found.removeIf(metric -> !metric.name().equals(word));
        return found;
    }

    private static TagChange tagChange(Cursor tag) {
        return tag.text("operation").equals("REMOVE")
                ? new TagChange.Remove()
                : new TagChange.Upsert(tag.text("value"));
    }

    private static AccessLogRule accessLog(Cursor rule) {
        Cursor filter = rule.child("filter");
        return new AccessLogRule(
                providers(rule),
                sides(rule),
                rule.flag("disabled"),
                filter == null ? "" : filter.text("expression"));
    }

    private static TracingRule tracing(Cursor rule) {
        return new TracingRule(
                providers(rule),
                sides(rule),
                rule.number("randomSamplingPercentage"),
                rule.maybe("disableSpanReporting"),
                rule.maybe("disableContextPropagation"),
                rule.maybe("useRequestIdForTraceSampling"),
                rule.maybe("enableIstioTags"),
                rule.has("customTags") ? customTags(rule) : null);
    }

    /// The map `customTags` below a mapping.
    static SortedMap<String, CustomTag> customTags(Cursor below) {
        SortedMap<String, CustomTag> tags = new TreeMap<>();
        below.map("customTags").forEach((name, tag) -> tags.put(name, customTag(tag)));
        return tags;
    }

    private static CustomTag customTag(Cursor tag) {
        Cursor environment = tag.child("environment");
        if (environment != null) {
            return new CustomTag.Environment(
                    environment.text("name"), environment.text("defaultValue"));
        }
        Cursor header = tag.child("header");
        if (header != null) {
            return new CustomTag.Header(header.text("name"), header.text("defaultValue"));
        }
        Cursor formatter = tag.child("formatter");
        if (formatter != null) {
            return new CustomTag.Formatter(formatter.text("value"));
        }
        Cursor literal = tag.child("literal");
        return new CustomTag.Literal(literal == null ? "" : literal.text("value"));
    }

    private static List<String> providers(Cursor rule) {
        return rule.list("providers").stream().map(provider -> provider.text("name")).toList();
    }

    private static Set<Side> sides(Cursor rule) {
        Cursor match = rule.child("match");
        return switch (match == null ? "" : match.text("mode")) {
            case "CLIENT" -> Set.of(Side.CLIENT);
            case "SERVER" -> Set.of(Side.SERVER);
            default -> Side.BOTH;
        };
    }
}
