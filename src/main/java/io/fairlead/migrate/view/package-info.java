/// The migration for people: where each unit stands, what speaks against it, who was seen.
///
/// In: nothing. Out: records. Never: anything that can change.
/// Start reading at [io.fairlead.migrate.view.MigrationView].
@NullMarked
package io.fairlead.migrate.view;

import org.jspecify.annotations.NullMarked;
