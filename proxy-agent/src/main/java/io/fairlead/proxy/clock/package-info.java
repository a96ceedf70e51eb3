/// Closet: time. What comes in: nothing. What goes out: the time of day and of the stopwatch, for those who are
/// handed a [io.fairlead.proxy.clock.Clock]. What this room never does: decide. Start reading at
/// [io.fairlead.proxy.clock.Clock].
@NullMarked
package io.fairlead.proxy.clock;

import org.jspecify.annotations.NullMarked;
