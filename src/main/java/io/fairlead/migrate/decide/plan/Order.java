package io.fairlead.migrate.decide.plan;

import io.fairlead.model.mtls.MigrationSpec;
import io.fairlead.model.mtls.UnitId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Which unit is next, and how many at once.
record Order(FleetFacts fleet, MigrationSpec spec) {
    private static final int TENTH = 10;

    /// A unit with what it is sorted by, counted once.
    private record Ranked(UnitFacts unit, boolean late, boolean alone, long fanIn, long uses) {}

    /// Those whose authorization clear text gets round come first; hubs last.
    List<UnitFacts> sorted() {
        Map<String, Long> fanIn = fleet.fanIn();
        return fleet.units().stream()
                .map(unit ->
                        new Ranked(
                                unit,
                                !fleet.principals().contains(unit.id().owner()),
                                unit.pods().size() < 2,
                                fanIn.getOrDefault(unit.id().owner(), 0L),
                                unit.evidence().of(unit.id().port()).uses()))
                .sorted(
                        Comparator.comparing(Ranked::late)
                                .thenComparing(Ranked::alone)
                                .thenComparingLong(Ranked::fanIn)
                                .thenComparingLong(Ranked::uses)
                                .thenComparing(ranked -> ranked.unit().id()))
                .map(Ranked::unit)
                .toList();
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
