/// The closet of numbers and faults: names of metrics and log keys, and the one place where our own bugs arrive.
///
/// In: nothing. Out: [io.fairlead.meter.MetricNames], [io.fairlead.meter.LogKeys], [io.fairlead.meter.Faults]. Never:
/// anything of the mesh. Start reading at [io.fairlead.meter.Faults].
@NullMarked
package io.fairlead.meter;

import org.jspecify.annotations.NullMarked;
