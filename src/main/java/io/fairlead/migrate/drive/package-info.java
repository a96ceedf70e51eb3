/// Looks at the mesh once a second and steps the migration: the shell around the decisions.
///
/// In: reports of sidecars, snapshots of the mesh, the time. Out: a view for people, lines of the log, records of the
/// audit trail. Never: a change of any mode; it says what it would do. Start reading at
/// [io.fairlead.migrate.drive.Autopilot].
@NullMarked
package io.fairlead.migrate.drive;

import org.jspecify.annotations.NullMarked;
