package io.fairlead.minicluster.storage;

import io.fairlead.minicluster.schema.KubeObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The objects that should be, and what is wrong with those that can't.
///
/// @param problems sentences that name file, line, object, field and rule
public record Desired(Map<Loaded.Key, Loaded> objects, List<String> problems) {

    /// Nothing wanted.
    public static final Desired NOTHING = new Desired(Map.of(), List.of());

    public Desired {
        objects = Map.copyOf(objects);
        problems = List.copyOf(problems);
    }

    /// All objects.
    public Collection<KubeObject> all() {
        return objects.values().stream().map(Loaded::object).toList();
    }

    /// All Services.
    public List<KubeObject.Service> services() {
        return all().stream()
                .filter(KubeObject.Service.class::isInstance)
                .map(KubeObject.Service.class::cast)
                .toList();
    }

    /// One set of several layers: a layer replaces equally named objects of the layers below it. Within a layer the
    /// first of two equally named objects stays, and the second is a problem.
    static Desired of(List<List<Loaded>> layers, List<String> problems) {
        Map<Loaded.Key, Loaded> objects = new LinkedHashMap<>();
        List<String> all = new ArrayList<>(problems);
        for (List<Loaded> layer : layers) {
            Map<Loaded.Key, Loaded> mine = new LinkedHashMap<>();
            for (Loaded loaded : layer) {
                Loaded first = mine.putIfAbsent(loaded.key(), loaded);
                if (first != null) {
                    all.add(
                            "%s: %s is already defined in %s; that one stays. Fix: remove or rename one of them"
                                    .formatted(loaded.place(), loaded.key(), first.place()));
                }
            }
            objects.putAll(mine);
        }
        return new Desired(objects, all);
    }
}
