package io.fairlead.proxy.model;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// How the metrics of a filter chain differ from Istio's standard ones.
///
/// @param byMetric a metric's name without its prefix `istio_` → what is different
/// @param tcpEvery how often an open TCP connection tells of its bytes
public record MetricChanges(SortedMap<String, Change> byMetric, Duration tcpEvery) {

    /// Istio's.
    public static final Duration TCP_EVERY = Duration.ofSeconds(5);

    /// Nothing differs.
    public static final MetricChanges STANDARD = new MetricChanges(new TreeMap<>(), TCP_EVERY);

    public MetricChanges {
        byMetric = Collections.unmodifiableSortedMap(new TreeMap<>(byMetric));
    }

    /// One metric.
    ///
    /// @param dropped it isn't counted at all
    /// @param labels that are set or added, by an expression in CEL
    /// @param removed labels that are left out
    public record Change(
            boolean dropped, SortedMap<String, String> labels, SortedSet<String> removed) {
        public static final Change NONE = new Change(false, new TreeMap<>(), new TreeSet<>());

        public Change {
            labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
            removed = Collections.unmodifiableSortedSet(new TreeSet<>(removed));
        }

        /// This one, and then another.
        public Change with(boolean drop, Map<String, String> set, Set<String> without) {
            SortedMap<String, String> all = new TreeMap<>(labels);
            all.putAll(set);
            SortedSet<String> none = new TreeSet<>(removed);
            none.addAll(without);
            return new Change(dropped || drop, all, none);
        }
    }
}
