package io.fairlead.migrate.decide.plan;

import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.machine.Standing;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.UnitId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is kept of a unit from step to step, and outlives the daemon.
///
/// @param entered when it came into its phase
/// @param acked when all that the phase concerns had acknowledged it; null while they have not
/// @param trialSince when clear text was first refused on this way; null before
/// @param trialPods pods that refuse clear text, or that must take that back
public record UnitRecord(
        UnitId id,
        Standing standing,
        String because,
        Instant entered,
        @Nullable Instant acked,
        @Nullable Instant trialSince,
        List<String> trialPods) {

    public UnitRecord {
        trialPods = List.copyOf(trialPods);
    }

    public static UnitRecord found(UnitId id, Instant now) {
        return new UnitRecord(id, Standing.NEW, "it was found", now, null, null, List.of());
    }

    public Phase phase() {
        return standing.phase();
    }

    /// What a pod should do with the port.
    public PortMode wish(String pod) {
        PortMode mode = phase().mode();
        return mode == PortMode.TRIAL && !trialPods.contains(pod) ? PortMode.AUDIT : mode;
    }

    UnitRecord ackedAt(Instant now) {
        return new UnitRecord(id, standing, because, entered, now, trialSince, trialPods);
    }

    /// In another phase from now on; its trial is still to be taken back.
    public UnitRecord back(Phase phase, String why, Instant now) {
        Standing then = new Standing(phase, standing.trips());
        return new UnitRecord(id, then, why, now, null, trialSince, trialPods);
    }
}
