/// What is known of each port from the reports of sidecars, in bounded memory.
///
/// In: [io.fairlead.model.mtls.EvidenceDelta]s and names of callers. Out: immutable
/// [io.fairlead.migrate.decide.evidence.WorkloadEvidence]. Never: forgetting in silence: what does not fit is counted
/// as overflow, what is lost is a gap. Start reading at [io.fairlead.migrate.decide.evidence.WorkloadEvidence].
@NullMarked
package io.fairlead.migrate.decide.evidence;

import org.jspecify.annotations.NullMarked;
