/// From facts to the next step of every unit.
///
/// In: evidence, facts of pods and configuration, orders of people, the settings. Out: rules with their ticks, blockers
/// with their fix, the next records and what is to be written into the audit trail. Never: an effect. Start reading at
/// [io.fairlead.migrate.decide.plan.Fleet].
@NullMarked
package io.fairlead.migrate.decide.plan;

import org.jspecify.annotations.NullMarked;
