package io.fairlead.translate;

import io.fairlead.model.snapshot.MeshDelta;
import io.fairlead.model.snapshot.OrderedMap;
import io.fairlead.translate.input.Contest;
import io.fairlead.translate.input.InputKey;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.Reader;
import io.fairlead.translate.input.ResourceType;
import io.fairlead.translate.input.UnitInput;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
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

    /// Everything that the next step goes on from.
    private record State(
            OrderedMap<Unit, Entry> entries, InputIndex<Unit> index, Contest contest) {}

    /// What one step touched, for tests and metrics.
    ///
    /// @param collected units whose inputs were read anew
    /// @param translated units among them whose inputs differ, so that they were translated anew
    record Work(Set<Unit> collected, Set<Unit> translated) {}

    private final ProxyClass proxyClass;
    private final Encodings encodings;
    private final OrderedMap<Unit, Entry> entries;
    private final InputIndex<Unit> index;
    private final Contest contest;
    private final Work work;
    private final Map<ResourceType, OrderedMap<Place, Resource>> byType;
    private final Map<ResourceType, News> news;

    /// Where a resource stands among all of its type: Istio's order.
    private record Place(Unit unit, String rank, int number) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparing((Place place) -> place.unit().part())
                        .thenComparing(Place::rank)
                        .thenComparing(Place::unit)
                        .thenComparingInt(Place::number);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /// What differs, in resources of one type, from the translation that this one was made from.
    ///
    /// @param rearranged there are other names now, or they stand in another order
    /// @param renewed else those that were translated anew, in order
    public record News(boolean rearranged, List<Resource> renewed) {
        private static final News NONE = new News(false, List.of());

        public News {
            renewed = List.copyOf(renewed);
        }
    }

    private Translation(ProxyClass proxyClass, Encodings encodings, State state, Step step) {
        this.proxyClass = proxyClass;
        this.encodings = encodings;
        this.entries = state.entries();
        this.index = state.index();
        this.contest = state.contest();
        this.work = new Work(Set.copyOf(step.touched), Set.copyOf(step.translated));
        this.byType = step.byType;
        this.news = step.news();
    }

    /// From scratch.
    public static Translation of(ProxyClass proxyClass, MeshView view, Encodings encodings) {
        Set<Unit> all = Units.all(proxyClass, view);
        Translation nothing =
                new Translation(
                        proxyClass,
                        encodings,
                        new State(OrderedMap.empty(), new InputIndex<>(), view.contest()),
                        new Step(Set.of(), Map.of()));
        return nothing.with(all, view);
    }

    /// The same class of proxies after a change.
    public Translation next(MeshDelta delta, MeshView view) {
        return next(InputKey.changed(delta, view.snapshot().mesh()), view);
    }

    /// As [#next(MeshDelta, MeshView)], for a delta whose keys are known already.
    public Translation next(Set<InputKey> changed, MeshView view) {
        Set<InputKey> all = changed;
        Set<InputKey> contested = view.contest().since(contest);
        if (!contested.isEmpty()) {
            all = new HashSet<>(changed);
            all.addAll(contested);
        }
        Set<Unit> touched = new TreeSet<>(index.dependents(all));
        touched.addAll(Units.implied(proxyClass, all, view));
        return touched.isEmpty() ? this : with(touched, view);
    }

    private Translation with(Set<Unit> touched, MeshView view) {
        OrderedMap<Unit, Entry> next = entries;
        Map<Unit, Set<InputKey>> reads = new TreeMap<>();
        Step step = new Step(touched, byType);
        for (Unit unit : touched) {
            Reader reader = new Reader(view);
            Optional<UnitInput> input = Units.collect(unit, proxyClass, reader);
            @Nullable Entry before = entries.get(unit);
            if (input.isEmpty()) {
                next = next.without(unit);
                reads.put(unit, Set.of());
                step.replace(unit, before, null);
                continue;
            }
            Set<InputKey> keys = encodings.shared(reader.keys());
            reads.put(unit, keys);
            if (before == null || !before.input().equals(input.get())) {
                Entry entry = entry(encodings.shared(input.get()), keys);
                next = next.with(unit, entry);
                step.translated.add(unit);
                step.replace(unit, before, entry);
            } else if (!index.inputs(unit).equals(keys)) {
                Entry entry = before(before, keys);
                next = next.with(unit, entry);
                step.replace(unit, before, entry);
            }
        }
        InputIndex<Unit> nextIndex = index;
        if (!index.says(reads)) {
            nextIndex = index.copy();
            reads.forEach(nextIndex::put);
        }
        return new Translation(
                proxyClass, encodings, new State(next, nextIndex, view.contest()), step);
    }

    /// The resources of the next translation in the making.
    private static final class Step {
        private final Set<Unit> touched;
        private final Set<Unit> translated = new HashSet<>();
        private final Map<ResourceType, OrderedMap<Place, Resource>> byType =
                new EnumMap<>(ResourceType.class);
        private final Set<ResourceType> rearranged = EnumSet.noneOf(ResourceType.class);
        private final Map<ResourceType, SortedMap<Place, Resource>> renewed =
                new EnumMap<>(ResourceType.class);

        Step(Set<Unit> touched, Map<ResourceType, OrderedMap<Place, Resource>> before) {
            this.touched = touched;
            this.byType.putAll(before);
        }

        /// The resources of a unit are others now.
        void replace(Unit unit, @Nullable Entry before, @Nullable Entry after) {
            Map<ResourceType, Map<Place, Resource>> old = places(unit, before);
            Map<ResourceType, Map<Place, Resource>> now = places(unit, after);
            for (ResourceType type : ResourceType.values()) {
                replace(type, old.getOrDefault(type, Map.of()), now.getOrDefault(type, Map.of()));
            }
        }

        private void replace(
                ResourceType type, Map<Place, Resource> before, Map<Place, Resource> after) {
            if (before.isEmpty() && after.isEmpty()) {
                return;
            }
            OrderedMap<Place, Resource> all = byType.getOrDefault(type, OrderedMap.empty());
            for (Map.Entry<Place, Resource> gone : before.entrySet()) {
                Resource next = after.get(gone.getKey());
                if (next == null) {
                    all = all.without(gone.getKey());
                }
                if (next == null || !next.name().equals(gone.getValue().name())) {
                    rearranged.add(type);
                }
            }
            for (Map.Entry<Place, Resource> come : after.entrySet()) {
                all = all.with(come.getKey(), come.getValue());
                renewed.computeIfAbsent(type, _ -> new TreeMap<>())
                        .put(come.getKey(), come.getValue());
                if (!before.containsKey(come.getKey())) {
                    rearranged.add(type);
                }
            }
            byType.put(type, all);
        }

        private static Map<ResourceType, Map<Place, Resource>> places(
                Unit unit, @Nullable Entry entry) {
            Map<ResourceType, Map<Place, Resource>> places = new EnumMap<>(ResourceType.class);
            if (entry != null) {
                String rank = entry.input().rank();
                int number = 0;
                for (Resource resource : entry.resources()) {
                    places.computeIfAbsent(resource.type(), _ -> new TreeMap<>())
                            .put(new Place(unit, rank, number++), resource);
                }
            }
            return places;
        }

        Map<ResourceType, News> news() {
            Map<ResourceType, News> found = new EnumMap<>(ResourceType.class);
            rearranged.forEach(type -> found.put(type, new News(true, List.of())));
            renewed.forEach((type, anew) ->
                    found.putIfAbsent(type, new News(false, List.copyOf(anew.values()))));
            return found;
        }
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
        OrderedMap<Place, Resource> found = byType.get(type);
        return found == null ? List.of() : List.copyOf(found.values());
    }

    /// How many resources of a type there are.
    public int count(ResourceType type) {
        OrderedMap<Place, Resource> found = byType.get(type);
        return found == null ? 0 : found.size();
    }

    /// What is new since the translation that [#next] made this one of.
    public News news(ResourceType type) {
        return news.getOrDefault(type, News.NONE);
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
