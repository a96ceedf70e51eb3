/// Drives the vehicles over the roads of the map and reports where they are.
///
/// In: the map, the time, chance. Out: positions, posted to the tracker. Never: asked anything itself; it has no
/// endpoint. Start reading at {@link io.fairlead.fleetman.simulator.Simulation}.
@NullMarked
package io.fairlead.fleetman.simulator;

import org.jspecify.annotations.NullMarked;
