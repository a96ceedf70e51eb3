package io.fairlead.minicluster.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The objects that should be, and what is wrong with those that can't.
///
/// @param problems sentences that name file, line, object, field and rule
record Wanted(Map<Manifest.Key, Manifest> objects, List<String> problems) {

    Wanted {
        objects = Map.copyOf(objects);
        problems = List.copyOf(problems);
    }

    /// One set of several layers: a layer replaces equally named objects of the layers below it. Within a layer the
    /// first of two equally named objects stays, and the second is a problem.
    static Wanted of(List<List<Manifest>> layers, List<String> problems) {
        Map<Manifest.Key, Manifest> objects = new LinkedHashMap<>();
        List<String> all = new ArrayList<>(problems);
        for (List<Manifest> layer : layers) {
            Map<Manifest.Key, Manifest> mine = new LinkedHashMap<>();
            for (Manifest manifest : layer) {
                Manifest first = mine.putIfAbsent(manifest.key(), manifest);
                if (first != null) {
                    all.add(
                            manifest.problem(
                                    "is already defined in %s:%d; that one stays. Fix: remove or rename one of them"
                                            .formatted(first.file(), first.line())));
                }
            }
            objects.putAll(mine);
        }
        return new Wanted(objects, all);
    }
}
