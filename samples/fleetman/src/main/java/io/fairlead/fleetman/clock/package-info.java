/// The one room that reads the time and waits.
///
/// In: work and how often. Out: instants, ticks. Never: what the work is. Start reading at
/// {@link io.fairlead.fleetman.clock.Ticker}.
@NullMarked
package io.fairlead.fleetman.clock;

import org.jspecify.annotations.NullMarked;
