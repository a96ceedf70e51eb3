package io.fairlead.replica.elect;

import io.fairlead.model.store.ConfigStore;
import io.fairlead.model.store.ConfigStore.Outcome;
import io.fairlead.model.store.ConfigStore.Stored;
import org.jspecify.annotations.Nullable;

/// Decides. Clocks of several machines are never compared: a follower sees for how long the record didn't change, by
/// its own steady clock, and the store lets only one of two writers through.
public final class Election {
    private final Lease self;
    private final ElectLimits limits;

    /// What to do after a look.
    public sealed interface Step {
        /// Nothing until the next look.
        record Wait(Standing now) implements Step {}

        /// Try to lead, or to go on leading.
        ///
        /// @param expected version that the record must still have
        record Write(Lease lease, String expected) implements Step {}
    }

    /// @param self this daemon's record
    public Election(Lease self, ElectLimits limits) {
        this.self = self;
        this.limits = limits;
    }

    /// The record was read.
    ///
    /// @param record null when there is none
    public Step seen(Standing before, @Nullable Stored record, long nowNanos) {
        if (record == null) {
            return new Step.Write(self.heldBy(self), ConfigStore.ABSENT);
        }
        String version = record.version();
        Lease lease = Lease.of(record.contents());
        if (lease.holder().isEmpty() || lease.holder().equals(self.holder())) {
            return new Step.Write(lease.heldBy(self), version);
        }
        return switch (before) {
            case Standing.Follows same when same.version().equals(version) ->
                    nowNanos - same.sinceNanos() >= limits.patience().toNanos()
                            ? new Step.Write(lease.heldBy(self), version)
                            : new Step.Wait(same);
            case Standing.Follows _, Standing.Leads _ ->
                    new Step.Wait(new Standing.Follows(version, lease, nowNanos));
        };
    }

    /// The record was written, or somebody was faster: who, the next look tells.
    public Standing wrote(Lease lease, Outcome outcome, long nowNanos) {
        return switch (outcome) {
            case Outcome.Written(String version) -> new Standing.Leads(version, lease, nowNanos);
            case Outcome.Conflict _ -> Standing.BEGIN;
        };
    }

    /// The store couldn't be read or written.
    public Standing failed(Standing before, long nowNanos) {
        return switch (before) {
            case Standing.Leads leads
                    when nowNanos - leads.renewedNanos() >= limits.doubt().toNanos() ->
                    Standing.BEGIN;
            case Standing.Leads leads -> leads;
            case Standing.Follows follows -> follows;
        };
    }
}
