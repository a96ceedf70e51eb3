/// The decisions of the migration from PERMISSIVE to STRICT: what is known of a port, is that enough, what is its next
/// step, and what has to be written for it. Pure: no clock, file, thread or logger; time is handed in.
///
/// In: evidence of sidecars, the mesh's objects, orders of people. Out: steps, policies, records of the audit trail.
/// Never: an effect; that is the shell's. Start reading at [io.fairlead.migrate.decide.machine.Phase], then
/// [io.fairlead.migrate.decide.plan.Judge].
@NullMarked
package io.fairlead.migrate.decide;

import org.jspecify.annotations.NullMarked;
