package io.fairlead.model.telemetry;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One item of `metrics`.
///
/// @param providers empty: as the level above says
/// @param reportingInterval of TCP metrics; null when not written
public record MetricsRule(
        List<String> providers, List<Adjustment> overrides, @Nullable Duration reportingInterval) {
    public MetricsRule {
        providers = List.copyOf(providers);
        overrides = List.copyOf(overrides);
    }

    /// One item of `overrides`.
    ///
    /// @param metrics that it concerns; all of them where none was written
    /// @param disabled null when not written
    public record Adjustment(
            Set<Metric> metrics,
            Set<Side> sides,
            @Nullable Boolean disabled,
            SortedMap<String, TagChange> tags) {
        public Adjustment {
            metrics = Set.copyOf(metrics);
            sides = Set.copyOf(sides);
            tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        }
    }
}
