/// Remembers where every vehicle was.
///
/// In: reports over HTTP. Out: latest positions and histories; the speed is asked of telemetry, the driver told by
/// staff. Never: a file; a restart forgets. Start reading at {@link io.fairlead.fleetman.tracker.TrackerService}.
@NullMarked
package io.fairlead.fleetman.tracker;

import org.jspecify.annotations.NullMarked;
