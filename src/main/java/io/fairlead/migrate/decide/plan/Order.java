package io.fairlead.migrate.decide.plan;

import io.fairlead.model.mtls.MigrationSpec;
import io.fairlead.model.mtls.UnitId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which unit is next, and how many at once.
record Order(FleetFacts fleet, MigrationSpec spec) {
    private static final int TENTH = 10;

    /// Those whose authorization clear text gets round come first; hubs last.
    List<UnitFacts> sorted() {
        List<UnitFacts> units = new ArrayList<>(fleet.units());
        units.sort(
                Comparator.comparing((UnitFacts u) -> !fleet.principals().contains(u.id().owner()))
                        .thenComparing(u -> u.pods().size() < 2)
                        .thenComparingLong(u -> fleet.fanIn(u.id()))
                        .thenComparingLong(u -> u.evidence().of(u.id().port()).uses())
                        .thenComparing(UnitFacts::id));
        return units;
    }

    /// May this one begin its trial beside those that are on it?
    ///
    /// @param locked units that are locked; before the first, only one is tried
    boolean hasRoom(UnitId unit, List<UnitId> inFlight, long locked) {
        boolean windowed =
                spec.windows().isEmpty()
                        || spec.windows().stream().anyMatch(w -> w.contains(fleet.now()));
        if (!windowed || inFlight.stream().anyMatch(other -> fleet.areAdjacent(unit, other))) {
            return false;
        }
        int most = spec.trial().maxInFlight();
        if (most == 0) {
            return true;
        }
        int tenth = Math.max(1, fleet.units().size() / TENTH);
        int room = locked == 0 ? 1 : Math.min(most, tenth);
        return inFlight.size() < room
                && inFlight.stream().noneMatch(o -> o.namespace().equals(unit.namespace()));
    }
}
