package io.fairlead.migrate.decide.trail;

import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.model.mtls.UnitId;
import java.time.Instant;

/// What is to be written of one transition.
///
/// @param actor `autopilot`, or the name of a person
/// @param evidence digest of what was known
/// @param change of the configuration that follows; empty for none
public record Entry(
        Instant time,
        String actor,
        UnitId unit,
        Phase from,
        Phase to,
        String reason,
        String evidence,
        String change) {}
