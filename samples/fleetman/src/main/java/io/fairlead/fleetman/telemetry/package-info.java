/// Works out how fast a vehicle is from its last reports.
///
/// In: reports. Out: miles an hour, or nothing while unknown. Never: a call to anyone. Start reading at
/// {@link io.fairlead.fleetman.telemetry.Speed}.
@NullMarked
package io.fairlead.fleetman.telemetry;

import org.jspecify.annotations.NullMarked;
