/// The audit trail: a chain of records, each with the hash of the one before.
///
/// In: transitions. Out: lines of JSON, and the verdict on lines that somebody kept. Never: a file. Start reading at
/// [io.fairlead.migrate.decide.trail.Trail].
@NullMarked
package io.fairlead.migrate.decide.trail;

import org.jspecify.annotations.NullMarked;
