/// What the configuration alone says of each unit, at once and without traffic.
///
/// In: a snapshot of the mesh. Out: units with their mode, and what stands in the way. Never: evidence. Start reading
/// at [io.fairlead.migrate.decide.facts.Inventory].
@NullMarked
package io.fairlead.migrate.decide.facts;

import org.jspecify.annotations.NullMarked;
