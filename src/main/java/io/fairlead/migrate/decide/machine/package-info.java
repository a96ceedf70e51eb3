/// The state machine of one unit.
///
/// In: a [io.fairlead.migrate.decide.machine.Standing] and what is true of it now. Out: where it goes, and why. Never:
/// time or evidence; those are judged before. Start reading at [io.fairlead.migrate.decide.machine.Phase].
@NullMarked
package io.fairlead.migrate.decide.machine;

import org.jspecify.annotations.NullMarked;
