package io.fairlead.model.snapshot;

import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.Problem;
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
        OrderedMap<ObjectKey, MeshObject> objects = OrderedMap.copyOf(base.objects());
        OrderedMap<ObjectKey, Origin> origins = OrderedMap.copyOf(base.origins());
        OrderedMap<String, List<Problem>> reports = OrderedMap.copyOf(base.reports());
        Set<ObjectKey> touched = new TreeSet<>();
        for (Change change : changes) {
            switch (change) {
                case Change.Put(MeshObject object, Origin origin) -> {
                    objects = objects.with(object.key(), object);
                    origins = origins.with(object.key(), origin);
                    touched.add(object.key());
                }
                case Change.Remove(ObjectKey key) -> {
                    objects = objects.without(key);
                    origins = origins.without(key);
                    touched.add(key);
                }
                case Change.Report(String source, List<Problem> problems) -> {
                    reports =
                            problems.isEmpty()
                                    ? reports.without(source)
                                    : reports.with(source, problems);
                }
            }
        }
        SortedMap<ObjectKey, MeshDelta.Changed> changed = changed(touched, base.objects(), objects);
        if (changed.isEmpty() && origins.equals(base.origins()) && reports.equals(base.reports())) {
            return new MeshStep(MeshDelta.EMPTY, base);
        }
        IndexStep step = IndexStep.from(base.index(), changed, objects);
        MeshDelta delta = new MeshDelta(changed, step.services(), step.endpoints());
        return new MeshStep(
                delta,
                new MeshSnapshot(base.version() + 1, objects, origins, reports, step.index()));
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
}
