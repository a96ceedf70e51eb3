package io.fairlead.proxy.telemetry.metric;

import io.fairlead.proxy.cel.Expression;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.MetricChanges;
import io.fairlead.proxy.model.MetricChanges.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// The series of chains whose metrics differ from the standard ones. Metrics with the same labels share series.
final class ChangedTable implements ChainMeter.Which {
    private final LabelText labelText;
    private final LoopSeries all;
    private final List<Group> groups;
    private final Slots<Entry> slots;

    /// Metrics whose labels differ in the same way.
    ///
    /// @param families bits of [Family]
    private record Group(int families, SortedMap<String, Expression> labels, Set<String> removed) {}

    /// What is known of requests with the same standard labels: for each group, series by the values of labels that
    /// were set.
    private record Entry(List<Map<List<String>, Series>> groups) {}

    ChangedTable(MetricChanges changes, LabelText labelText, LoopSeries all, int seriesMax) {
        this.labelText = labelText;
        this.all = all;
        this.groups = groups(changes);
        this.slots = new Slots<>(seriesMax);
    }

    private static List<Group> groups(MetricChanges changes) {
        Map<Change, Integer> families = new LinkedHashMap<>();
        for (Family family : Family.values()) {
            Change change = changes.byMetric().getOrDefault(family.id(), Change.NONE);
            if (!change.dropped()) {
                families.merge(change, family.bit(), (a, b) -> a | b);
            }
        }
        List<Group> groups = new ArrayList<>();
        families.forEach(
                (change, bits) -> groups.add(new Group(bits, ready(change), change.removed())));
        return groups;
    }

    /// What can't be read was told of when it came, and isn't here any more.
    private static SortedMap<String, Expression> ready(Change change) {
        SortedMap<String, Expression> ready = new TreeMap<>();
        change.labels()
                .forEach((label, text) -> {
                    if (Expression.read(text) instanceof Expression.Ready(Expression expression)) {
                        ready.put(label, expression);
                    }
                });
        return ready;
    }

    @Override
    public <T> void each(RequestRecord request, T with, BiConsumer<Series, T> to) {
        Entry entry = entry(request);
        int families = Family.of(request.requestProtocol);
        for (int i = 0; i < groups.size(); i++) {
            Group group = groups.get(i);
            int here = group.families & families;
            if (here != 0) {
                to.accept(series(request, group, here, entry.groups.get(i)), with);
            }
        }
    }

    private Entry entry(RequestRecord request) {
        Entry known = slots.find(request);
        if (known != null) {
            return known;
        }
        if (slots.isFull()) {
            // The series themselves are elsewhere, and are found again by their labels.
            slots.retain(_ -> false);
        }
        List<Map<List<String>, Series>> byGroup = new ArrayList<>();
        groups.forEach(_ -> byGroup.add(new HashMap<>()));
        Entry entry = new Entry(byGroup);
        slots.put(new RequestKey(request), entry);
        return entry;
    }

    private Series series(
            RequestRecord request, Group group, int families, Map<List<String>, Series> known) {
        List<String> values = values(request, group);
        Series series = known.get(values);
        if (series != null && !series.isGone()) {
            return series;
        }
        SortedMap<String, String> set = new TreeMap<>();
        int at = 0;
        for (String label : group.labels.keySet()) {
            set.put(label, values.get(at++));
        }
        Series found =
                all.of(
                        families,
                        labelText.of(request, set, group.removed),
                        request.requestProtocol);
        if (!found.overflow) {
            known.put(values, found);
        }
        return found;
    }

    private static List<String> values(RequestRecord request, Group group) {
        if (group.labels.isEmpty()) {
            return List.of();
        }
        List<String> values = new ArrayList<>(group.labels.size());
        for (Expression expression : group.labels.values()) {
            String value = expression.text(request);
            values.add(value == null ? WorkloadLabels.ABSENT : cut(value));
        }
        return values;
    }

    private static String cut(String value) {
        return value.substring(0, Math.min(Limits.LABEL_MAX, value.length()));
    }
}
