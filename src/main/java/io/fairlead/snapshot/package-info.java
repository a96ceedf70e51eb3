/// The one writer: folds changes into the mesh and tells it to listeners.
///
/// In: batches of [io.fairlead.model.snapshot.Change]s. Out: `(delta, snapshot)` to
/// [io.fairlead.snapshot.SnapshotListener]s. Never: what a change means; that is
/// [io.fairlead.model.snapshot.MeshStep], which is pure. Start reading at [io.fairlead.snapshot.SnapshotLoop].
@NullMarked
package io.fairlead.snapshot;

import org.jspecify.annotations.NullMarked;
