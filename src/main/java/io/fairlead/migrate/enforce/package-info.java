/// From what the migration wishes to what pods do, and from what they say and show back to it.
///
/// In: wishes for each pod and port. Out: what each pod says that it does, and what was seen of it from outside. Never:
/// a decision. Start reading at [io.fairlead.migrate.enforce.Enforcer].
@NullMarked
package io.fairlead.migrate.enforce;

import org.jspecify.annotations.NullMarked;
