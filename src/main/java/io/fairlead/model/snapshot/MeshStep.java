package io.fairlead.model.snapshot;

import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// One step of the mesh: what changed, and what it is now.
public record MeshStep(MeshDelta delta, MeshSnapshot snapshot) {

    /// Folds changes into a snapshot. If they change nothing, the snapshot returned is the one given.
    public static MeshStep from(MeshSnapshot base, List<Change> changes) {
        SortedMap<ObjectKey, MeshObject> objects = new TreeMap<>(base.objects());
        Map<ObjectKey, Origin> origins = new HashMap<>(base.origins());
        SortedMap<String, List<Problem>> reports = new TreeMap<>(base.reports());
        Set<ObjectKey> touched = new TreeSet<>();
        for (Change change : changes) {
            switch (change) {
                case Change.Put(MeshObject object, Origin origin) -> {
                    objects.put(object.key(), object);
                    origins.put(object.key(), origin);
                    touched.add(object.key());
                }
                case Change.Remove(ObjectKey key) -> {
                    objects.remove(key);
                    origins.remove(key);
                    touched.add(key);
                }
                case Change.Report(String source, List<Problem> problems) -> {
                    if (problems.isEmpty()) {
                        reports.remove(source);
                    } else {
                        reports.put(source, problems);
                    }
                }
            }
        }
        SortedMap<ObjectKey, MeshDelta.Changed> changed = changed(touched, base.objects(), objects);
        if (changed.isEmpty() && origins.equals(base.origins()) && reports.equals(base.reports())) {
            return new MeshStep(MeshDelta.EMPTY, base);
        }
        MeshIndex index = changed.isEmpty() ? base.index() : MeshIndex.of(objects.values());
        MeshDelta delta =
                new MeshDelta(
                        changed,
                        differing(base.index().services(), index.services()),
                        differing(base.index().endpoints(), index.endpoints()));
        return new MeshStep(
                delta, new MeshSnapshot(base.version() + 1, objects, origins, reports, index));
    }

    private static SortedMap<ObjectKey, MeshDelta.Changed> changed(
            Set<ObjectKey> touched,
            Map<ObjectKey, MeshObject> before,
            Map<ObjectKey, MeshObject> after) {
        SortedMap<ObjectKey, MeshDelta.Changed> changed = new TreeMap<>();
        for (ObjectKey key : touched) {
            MeshObject was = before.get(key);
            MeshObject is = after.get(key);
            if (!Objects.equals(was, is)) {
                changed.put(key, new MeshDelta.Changed(was, is));
            }
        }
        return changed;
    }

    private static <V> Set<String> differing(Map<String, V> before, Map<String, V> after) {
        Set<String> hosts = new HashSet<>(before.keySet());
        hosts.addAll(after.keySet());
        hosts.removeIf(host -> Objects.equals(before.get(host), after.get(host)));
        return hosts;
    }
}
