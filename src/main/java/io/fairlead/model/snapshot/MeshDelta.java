package io.fairlead.model.snapshot;

import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Service;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What differs between two snapshots.
///
/// @param changed every object that was added, removed or altered
/// @param services those that were added, removed or altered, by host
/// @param endpoints hosts of services whose endpoints (or labels of pods behind them) differ
public record MeshDelta(
        SortedMap<ObjectKey, Changed> changed,
        Map<String, Reregistered> services,
        Set<String> endpoints) {
    public static final MeshDelta EMPTY = new MeshDelta(new TreeMap<>(), Map.of(), Set.of());

    public MeshDelta {
        changed = Collections.unmodifiableSortedMap(new TreeMap<>(changed));
        services = Map.copyOf(services);
        endpoints = Set.copyOf(endpoints);
    }

    /// One object before and after; null where it did not exist.
    public record Changed(@Nullable MeshObject before, @Nullable MeshObject after) {}

    /// One service before and after; null where nobody registered it. Others than the object that changed may be among
    /// them: who gives up a host leaves it to the next one who wants it.
    public record Reregistered(@Nullable Service before, @Nullable Service after) {}

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
