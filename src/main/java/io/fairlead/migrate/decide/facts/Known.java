package io.fairlead.migrate.decide.facts;

import io.fairlead.migrate.decide.plan.Blocker;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.policy.MtlsMode;
import java.util.List;

/// A unit as the configuration shows it.
///
/// @param mode that its port has by the policies that stand
/// @param pods names of those that run
/// @param unobservable why no evidence is possible; empty when it is
/// @param trouble a person's object that decides; empty when none does
/// @param byPerson true when a person's object says STRICT already
public record Known(
        UnitId id,
        MtlsMode mode,
        List<String> pods,
        String unobservable,
        String trouble,
        boolean byPerson,
        List<Blocker> statics) {
    public Known {
        pods = List.copyOf(pods);
        statics = List.copyOf(statics);
    }

    public boolean isStrict() {
        return mode == MtlsMode.STRICT;
    }
}
