package io.fairlead.translate;

import io.fairlead.model.snapshot.MeshDelta;
import io.fairlead.translate.input.InputKey;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.UnitInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Everything that one class of proxies is sent from one snapshot. Immutable; [#next] makes that of the next snapshot
/// and translates only what depends on a changed input.
///
/// ```text
/// delta ─▶ keys ─▶ index ─▶ units ─▶ input records ─(differs?)─▶ Envoy resources ─▶ bytes, version
/// ```
public final class Translation {

    /// One unit as it stands.
    private record Entry(UnitInput input, List<Resource> resources) {}

    /// What one step touched, for tests and metrics.
    ///
    /// @param collected units whose inputs were read anew
    /// @param translated units among them whose inputs differ, so that they were translated anew
    record Work(Set<Unit> collected, Set<Unit> translated) {}

    private final ProxyClass proxyClass;
    private final Encodings encodings;
    private final SortedMap<Unit, Entry> entries;
    private final InputIndex<Unit> index;
    private final Work work;
    private final Map<ResourceType, List<Resource>> byType;

    private Translation(
            ProxyClass proxyClass,
            Encodings encodings,
            SortedMap<Unit, Entry> entries,
            InputIndex<Unit> index,
            Work work) {
        this.proxyClass = proxyClass;
        this.encodings = encodings;
        this.entries = Collections.unmodifiableSortedMap(entries);
        this.index = index;
        this.work = work;
        this.byType = byType(entries);
    }

    /// From scratch.
    public static Translation of(ProxyClass proxyClass, MeshView view, Encodings encodings) {
        Set<Unit> all = Units.all(proxyClass, view);
        Translation nothing =
                new Translation(
                        proxyClass,
                        encodings,
                        new TreeMap<>(),
                        new InputIndex<>(),
                        new Work(Set.of(), Set.of()));
        return nothing.with(all, view);
    }

    /// The same class of proxies after a change.
    public Translation next(MeshDelta delta, MeshView view) {
        return next(InputKey.changed(delta, view.snapshot().mesh()), view);
    }

    /// As [#next(MeshDelta, MeshView)], for a delta whose keys are known already.
    public Translation next(Set<InputKey> changed, MeshView view) {
        Set<Unit> touched = new TreeSet<>(index.dependents(changed));
        touched.addAll(Units.implied(proxyClass, changed));
        return touched.isEmpty() ? this : with(touched, view);
    }

    private Translation with(Set<Unit> touched, MeshView view) {
        SortedMap<Unit, Entry> next = new TreeMap<>(entries);
        InputIndex<Unit> nextIndex = index.copy();
        Set<Unit> translated = new HashSet<>();
        for (Unit unit : touched) {
            Reader reader = new Reader(view);
            Optional<UnitInput> input = Units.collect(unit, proxyClass, reader);
            if (input.isEmpty()) {
                next.remove(unit);
                nextIndex.put(unit, Set.of());
                continue;
            }
            Set<InputKey> keys = reader.keys();
            nextIndex.put(unit, keys);
            @Nullable Entry before = entries.get(unit);
            if (before == null || !before.input().equals(input.get())) {
                translated.add(unit);
                next.put(unit, entry(input.get(), keys));
            } else if (!index.inputs(unit).equals(keys)) {
                next.put(unit, before(before, keys));
            }
        }
        Work done = new Work(Set.copyOf(touched), Set.copyOf(translated));
        return new Translation(proxyClass, encodings, next, nextIndex, done);
    }

    private Entry entry(UnitInput input, Set<InputKey> keys) {
        return new Entry(
                input,
                encodings.of(input).stream().map(encoded -> new Resource(encoded, keys)).toList());
    }

    private static Entry before(Entry before, Set<InputKey> keys) {
        return new Entry(
                before.input(),
                before.resources().stream()
                        .map(resource -> new Resource(resource.encoded(), keys))
                        .toList());
    }

    public ProxyClass proxyClass() {
        return proxyClass;
    }

    /// All resources of a type, in Istio's order.
    public List<Resource> resources(ResourceType type) {
        return byType.getOrDefault(type, List.of());
    }

    private static Map<ResourceType, List<Resource>> byType(SortedMap<Unit, Entry> entries) {
        Map<ResourceType, List<Resource>> found = new EnumMap<>(ResourceType.class);
        entries.entrySet().stream()
                .sorted(
                        Comparator.comparing((Map.Entry<Unit, Entry> e) -> e.getKey().part())
                                .thenComparing(e -> e.getValue().input().rank())
                                .thenComparing(e -> e.getKey()))
                .flatMap(entry -> entry.getValue().resources().stream())
                .forEach(resource ->
                        found.computeIfAbsent(resource.type(), _ -> new ArrayList<>())
                                .add(resource));
        found.replaceAll((_, resources) -> List.copyOf(resources));
        return found;
    }

    /// The resources of a type by name.
    public Map<String, Resource> byName(ResourceType type) {
        SortedMap<String, Resource> found = new TreeMap<>();
        resources(type).forEach(resource -> found.put(resource.name(), resource));
        return found;
    }

    Work work() {
        return work;
    }

    InputIndex<Unit> index() {
        return index;
    }
}
