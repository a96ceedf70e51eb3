/// Nouns of the migration to mutual TLS: which port of which workload, who comes to it and how, what is asked for.
///
/// In: nothing. Out: records that rooms `ingest`, `telemetry` and `migrate` share. Never: a decision.
/// Start reading at [io.fairlead.model.mtls.UnitId].
@NullMarked
package io.fairlead.model.mtls;

import org.jspecify.annotations.NullMarked;
