/// From reports to a graph: which reports count, and what each edge did over 10 s, 1 min and 10 min.
///
/// In: reports, and the time. Out: edges. Never: clock, threads, input or output.
/// Start reading at [io.fairlead.telemetry.aggregate.Graph].
@NullMarked
package io.fairlead.telemetry.aggregate;

import org.jspecify.annotations.NullMarked;
