/// The whole mesh at one moment, and the step from one moment to the next.
///
/// In: [io.fairlead.model.snapshot.Change]s. Out: `(MeshDelta, MeshSnapshot)` pairs. Never: threads or time; room
/// `snapshot` owns the loop. Start reading at [io.fairlead.model.snapshot.MeshSnapshot].
@NullMarked
package io.fairlead.model.snapshot;

import org.jspecify.annotations.NullMarked;
