/// What decisions of the daemon cost when the mesh is large.
///
/// In: sizes. Out: figures. Never: other processes; it is measured in this one. Start reading at
/// [io.fairlead.perf.scale.MigrationScale].
@NullMarked
package io.fairlead.perf.scale;

import org.jspecify.annotations.NullMarked;
