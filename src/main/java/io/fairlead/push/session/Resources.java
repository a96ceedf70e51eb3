package io.fairlead.push.session;

import io.fairlead.model.snapshot.OrderedMap;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All resources of one type for one proxy, in the order in which they are sent. Immutable.
///
/// They lie in layers (the mesh's side, the workload's side), and proxies share whole layers: what differs between two
/// of them is found once and remembered, so that a change costs a proxy only what changed for it.
public final class Resources {

    public static final Resources NONE = new Resources(List.of());

    private final List<Layer> layers;

    /// @param changed new or altered, in the order of the new set
    /// @param removed names that are no longer there
    public record Difference(List<Resource> changed, Set<String> removed) {
        static final Difference NONE = new Difference(List.of(), Set.of());

        public Difference {
            changed = List.copyOf(changed);
            removed = Set.copyOf(removed);
        }
    }

    /// Some resources that come and go together for many proxies.
    public static final class Layer {
        /// A layer that has more than one in so many altered resources is laid out anew.
        private static final int SHARE = 4;

        private final Map<String, Resource> base;

        /// What is another than in the base, by name.
        private final OrderedMap<String, Resource> altered;

        private volatile @Nullable List<Resource> all;

        /// The last question asked of this layer; many streams ask the same. Losing a race only asks it again.
        private volatile @Nullable Answered last;

        /// @param from weak, or every layer would keep all those before it
        private record Answered(WeakReference<Layer> from, Difference difference) {}

        private Layer(Map<String, Resource> base, OrderedMap<String, Resource> altered) {
            this.base = base;
            this.altered = altered;
        }

        public static Layer of(Collection<Resource> resources) {
            Map<String, Resource> byName = LinkedHashMap.newLinkedHashMap(resources.size());
            resources.forEach(resource -> byName.put(resource.name(), resource));
            return new Layer(byName, OrderedMap.empty());
        }

        /// The same names in the same order, some of them with other resources. Returns this when no version differs.
        ///
        /// @param renewed resources whose names are here
        public Layer next(Collection<Resource> renewed) {
            OrderedMap<String, Resource> more = altered;
            List<Resource> changed = new ArrayList<>();
            for (Resource resource : renewed) {
                Resource old = get(resource.name());
                if (old == null) {
                    throw new IllegalArgumentException(resource.name() + " is not in the layer");
                }
                if (!old.version().equals(resource.version())) {
                    more = more.with(resource.name(), resource);
                    changed.add(resource);
                }
            }
            if (changed.isEmpty()) {
                return this;
            }
            Layer next = new Layer(base, more);
            if (more.size() * SHARE > base.size()) {
                next = of(next.all());
            }
            next.last = new Answered(new WeakReference<>(this), new Difference(changed, Set.of()));
            return next;
        }

        /// True when this layer holds exactly these resources, in this order.
        public boolean holds(Collection<Resource> resources) {
            return all().equals(List.copyOf(resources));
        }

        public int size() {
            return base.size();
        }

        private @Nullable Resource get(String name) {
            Resource found = altered.isEmpty() ? null : altered.get(name);
            return found != null ? found : base.get(name);
        }

        private List<Resource> all() {
            List<Resource> known = all;
            if (known == null) {
                List<Resource> found = new ArrayList<>(base.size());
                base.forEach((name, resource) -> found.add(altered.getOrDefault(name, resource)));
                known = List.copyOf(found);
                all = known;
            }
            return known;
        }

        private Difference since(Layer from) {
            if (from == this) {
                return Difference.NONE;
            }
            Answered answered = last;
            if (answered == null || answered.from().get() != from) {
                answered = new Answered(new WeakReference<>(from), compare(from));
                last = answered;
            }
            return answered.difference();
        }

        private Difference compare(Layer from) {
            List<Resource> changed = new ArrayList<>();
            for (Resource resource : all()) {
                Resource old = from.get(resource.name());
                if (old == null || !old.version().equals(resource.version())) {
                    changed.add(resource);
                }
            }
            return new Difference(
                    changed,
                    from.base.keySet().stream()
                            .filter(name -> !base.containsKey(name))
                            .collect(Collectors.toUnmodifiableSet()));
        }
    }

    private Resources(List<Layer> layers) {
        this.layers = List.copyOf(layers);
    }

    /// No name may be in two layers.
    public static Resources layered(List<Layer> layers) {
        return layers.stream().allMatch(layer -> layer.base.isEmpty())
                ? NONE
                : new Resources(layers);
    }

    public static Resources of(Collection<Resource> resources) {
        return layered(List.of(Layer.of(resources)));
    }

    public static Resources of(Resource... resources) {
        return of(Arrays.asList(resources));
    }

    /// What a client says it has.
    static Resources known(Map<String, String> versions) {
        return of(
                versions.entrySet().stream()
                        .map(e -> Resource.known(e.getKey(), e.getValue()))
                        .toList());
    }

    /// The same, but for these names with what was told of them; of a name that is not among `told`, nobody knows what
    /// the client has.
    Resources but(Collection<String> names, Collection<Resource> told) {
        Map<String, Resource> byName = new LinkedHashMap<>();
        all().forEach(resource -> byName.put(resource.name(), resource));
        names.forEach(name -> byName.put(name, Resource.known(name, "")));
        told.forEach(resource -> byName.put(resource.name(), resource));
        return of(byName.values());
    }

    public @Nullable Resource get(String name) {
        for (Layer layer : layers) {
            Resource found = layer.get(name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    public boolean has(String name) {
        return get(name) != null;
    }

    boolean hasAll(Collection<String> names) {
        return names.stream().allMatch(this::has);
    }

    /// All of them, in order.
    public List<Resource> all() {
        return layers.stream().flatMap(layer -> layer.all().stream()).toList();
    }

    public int size() {
        return layers.stream().mapToInt(Layer::size).sum();
    }

    public List<Layer> layers() {
        return layers;
    }

    /// What a client that has `from` lacks of this.
    public Difference since(Resources from) {
        if (from == this || from.layers.equals(layers)) {
            return Difference.NONE;
        }
        if (layers.size() != from.layers.size()) {
            return Layer.of(all()).compare(Layer.of(from.all()));
        }
        List<Difference> parts = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            parts.add(layers.get(i).since(from.layers.get(i)));
        }
        return new Difference(
                parts.stream().flatMap(part -> part.changed().stream()).toList(),
                parts.stream()
                        .flatMap(part -> part.removed().stream())
                        .filter(name -> !has(name))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public String toString() {
        return all().toString();
    }
}
