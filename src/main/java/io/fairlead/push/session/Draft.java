package io.fairlead.push.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// What a watch would send now.
///
/// @param resources to send, whole
/// @param fresh names among them that are new or altered for the client
/// @param removed names to tell as gone
/// @param leaving gone as well, but not told yet
/// @param whole true when these resources are all that the client shall have
record Draft(
        List<Resource> resources,
        Set<String> fresh,
        List<String> removed,
        Map<String, Resource> leaving,
        boolean whole) {

    boolean isEmpty() {
        return fresh.isEmpty() && removed.isEmpty();
    }

    /// @param release says of what is gone whether it may be told: nothing refers to it any more
    static Draft of(Watch watch, Resources target, Predicate<String> release) {
        Map<String, Resource> fresh = new LinkedHashMap<>();
        List<String> removed = new ArrayList<>();
        Resources.Difference difference = target.since(watch.sent());
        for (Resource resource : difference.changed()) {
            if (watch.wanted().covers(resource.name())) {
                fresh.put(resource.name(), resource);
            }
        }
        for (String name : forced(watch)) {
            tell(watch.type(), target, name, fresh, removed);
        }
        Map<String, Resource> leaving = leaving(watch, target, difference);
        leaving.keySet().removeAll(fresh.keySet());
        removed.forEach(leaving::remove);
        Map<String, Resource> staying = new TreeMap<>();
        leaving.forEach((name, resource) -> {
            if (release.test(name)) {
                tell(watch.type(), target, name, fresh, removed);
            } else {
                staying.put(name, resource);
            }
        });
        boolean whole = !watch.delta() && !watch.type().isReferenced();
        List<Resource> resources =
                whole ? all(watch, target, staying) : List.copyOf(fresh.values());
        return new Draft(resources, Set.copyOf(fresh.keySet()), removed, staying, whole);
    }

    /// Of virtual hosts `table/*` comes last, as ever.
    private static Collection<String> forced(Watch watch) {
        return watch.type().equals(TypeUrl.VIRTUAL_HOST) && watch.forced().size() > 1
                ? new TreeSet<>(watch.forced()).descendingSet()
                : watch.forced();
    }

    private static void tell(
            TypeUrl type,
            Resources target,
            String name,
            Map<String, Resource> fresh,
            List<String> removed) {
        Resource resource = target.get(name);
        if (resource != null) {
            fresh.put(name, resource);
        } else if (type.isReferenced()) {
            fresh.put(name, Placeholder.of(type, name));
        } else {
            removed.add(name);
        }
    }

    private static Map<String, Resource> leaving(
            Watch watch, Resources target, Resources.Difference difference) {
        Map<String, Resource> leaving = new TreeMap<>();
        watch.leaving()
                .forEach((name, resource) -> {
                    if (!target.has(name)) {
                        leaving.put(name, resource);
                    }
                });
        for (String name : difference.removed()) {
            Resource was = watch.sent().get(name);
            if (was != null && watch.wanted().covers(name)) {
                leaving.put(name, was);
            }
        }
        return leaving;
    }

    /// State of the world: what the client shall have from now on, so what is leaving stays in it until it may go.
    private static List<Resource> all(
            Watch watch, Resources target, Map<String, Resource> leaving) {
        List<Resource> all = new ArrayList<>();
        for (Resource resource : target.all()) {
            if (watch.wanted().covers(resource.name())) {
                all.add(resource);
            }
        }
        leaving.values().stream()
                .filter(resource -> resource.body().getTypeUrl().length() > 0)
                .forEach(all::add);
        return all;
    }
}
