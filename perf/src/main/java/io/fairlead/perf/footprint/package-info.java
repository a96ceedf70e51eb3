/// What the sidecars of a running fleet take of memory, ours beside stock Envoys.
///
/// In: a machine that can run the minicluster. Out: a table beside what is aimed at. Never: a sidecar outside of a pod.
/// Start reading at [io.fairlead.perf.footprint.FootprintCommand].
@NullMarked
package io.fairlead.perf.footprint;

import org.jspecify.annotations.NullMarked;
