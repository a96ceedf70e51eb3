package io.fairlead.snapshot;

import io.fairlead.model.snapshot.MeshDelta;
import io.fairlead.model.snapshot.MeshSnapshot;

/// Hears of every new snapshot, in order, on the writer's thread: it hands work over and returns.
@FunctionalInterface
public interface SnapshotListener {
    /// @param delta what changed since the snapshot that was told before; empty when only reports changed
    void onSnapshot(MeshDelta delta, MeshSnapshot snapshot);
}
