/// The closet of time: the only room that reads a clock or waits.
///
/// In: nothing. Out: [io.fairlead.clock.Clock], [io.fairlead.clock.Scheduler], [io.fairlead.clock.Backoff]; they are
/// handed to whoever needs them. Never: anything of the mesh. Start reading at [io.fairlead.clock.Clock].
@NullMarked
package io.fairlead.clock;

import org.jspecify.annotations.NullMarked;
