/// The nouns of the fleet: places, positions, the names of the vehicles, and their JSON.
///
/// In: values, text. Out: records, text. Never: a clock, a socket, a file. Start reading at
/// {@link io.fairlead.fleetman.model.VehiclePosition}.
@NullMarked
package io.fairlead.fleetman.model;

import org.jspecify.annotations.NullMarked;
