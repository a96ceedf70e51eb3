package io.fairlead.model.snapshot;

import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.ObjectKey;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What differs between two snapshots.
///
/// @param changed every object that was added, removed or altered
/// @param services hosts of services that were added, removed or altered
/// @param endpoints hosts of services whose endpoints (or labels of pods behind them) differ
public record MeshDelta(
        SortedMap<ObjectKey, Changed> changed, Set<String> services, Set<String> endpoints) {
    public static final MeshDelta EMPTY = new MeshDelta(new TreeMap<>(), Set.of(), Set.of());

    public MeshDelta {
        changed = Collections.unmodifiableSortedMap(new TreeMap<>(changed));
        services = Set.copyOf(services);
        endpoints = Set.copyOf(endpoints);
    }

    /// One object before and after; null where it did not exist.
    public record Changed(@Nullable MeshObject before, @Nullable MeshObject after) {}

    /// True when no proxy can need anything new.
    public boolean isEmpty() {
        return changed.isEmpty() && services.isEmpty() && endpoints.isEmpty();
    }

    /// Changed objects of one type.
    public boolean touches(Class<? extends MeshObject> type) {
        return changed.values().stream()
                .anyMatch(c -> type.isInstance(c.before()) || type.isInstance(c.after()));
    }
}
