package io.fairlead.model.telemetry;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The Prometheus series of one side of a workload, after all levels are folded.
///
/// @param enabled false: no provider is Prometheus
/// @param changes what differs from Istio's standard metrics
/// @param reportingInterval of TCP metrics; null for the proxy's own
public record MetricSettings(
        boolean enabled, Map<Metric, Change> changes, @Nullable Duration reportingInterval) {
    public static final MetricSettings STANDARD = new MetricSettings(true, Map.of(), null);

    public MetricSettings {
        changes = Collections.unmodifiableMap(new TreeMap<>(changes));
    }

    /// One metric.
    public record Change(boolean disabled, SortedMap<String, TagChange> tags) {
        static final Change NONE = new Change(false, new TreeMap<>());

        public Change {
            tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        }

        private Change with(MetricsRule.Adjustment override) {
            SortedMap<String, TagChange> merged = new TreeMap<>(tags);
            merged.putAll(override.tags());
            Boolean written = override.disabled();
            return new Change(written == null ? disabled : written, merged);
        }
    }

    /// True when not one series is left.
    public boolean isNothing() {
        return !enabled
                || (changes.size() == Metric.values().length
                        && changes.values().stream().allMatch(Change::disabled));
    }

    /// Folds the rules of all levels, the widest first.
    public static MetricSettings of(List<MetricsRule> rules, MeshTelemetry mesh, Side side) {
        List<String> inScope = mesh.metrics();
        for (MetricsRule rule : rules) {
            inScope = rule.providers().isEmpty() ? inScope : rule.providers();
        }
        Optional<String> prometheus =
                inScope.stream()
                        .filter(name ->
                                mesh.provider(name).orElse(null) instanceof Provider.Prometheus)
                        .findFirst();
        if (prometheus.isEmpty()) {
            return new MetricSettings(false, Map.of(), null);
        }
        Map<Metric, Change> changes = new EnumMap<>(Metric.class);
        Duration interval = null;
        List<String> inherited = mesh.metrics();
        for (MetricsRule rule : rules) {
            inherited = rule.providers().isEmpty() ? inherited : rule.providers();
            if (!inherited.contains(prometheus.get())) {
                continue;
            }
            Duration written = rule.reportingInterval();
            interval = written == null ? interval : written;
            for (MetricsRule.Adjustment override : rule.overrides()) {
                if (override.sides().contains(side)) {
                    override.metrics()
                            .forEach(metric ->
                                    changes.merge(
                                            metric,
                                            Change.NONE.with(override),
                                            (before, _) -> before.with(override)));
                }
            }
        }
        changes.values().removeIf(Change.NONE::equals);
        return new MetricSettings(true, changes, interval);
    }
}
