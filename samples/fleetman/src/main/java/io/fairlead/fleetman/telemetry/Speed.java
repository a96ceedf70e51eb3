package io.fairlead.fleetman.telemetry;

import io.fairlead.fleetman.model.VehiclePosition;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/// How fast a vehicle is, from its last reports.
public final class Speed {

    /// More reports than these are forgotten.
    public static final int REPORTS_KEPT = 10;

    private static final double METRES_PER_MILE = 1609.344;
    private static final double PLAUSIBLE_MPH_MAX = 70;
    private static final double MADE_UP_MPH_MIN = 30;
    private static final double MADE_UP_MPH_MAX = 110;

    private Speed() {}

    /// Miles an hour along the straight line from the first to the last report; a figure that no truck reaches is
    /// replaced by an invented one. Empty while there are not two reports at two moments.
    ///
    /// @param reports oldest first
    public static OptionalDouble mph(List<VehiclePosition> reports, RandomGenerator chance) {
        if (reports.size() < 2) {
            return OptionalDouble.empty();
        }
        VehiclePosition first = reports.getFirst();
        VehiclePosition last = reports.getLast();
        double hours =
                Duration.between(first.timestamp(), last.timestamp()).toMillis() / 3_600_000.0;
        if (hours <= 0) {
            return OptionalDouble.empty();
        }
        double mph = first.place().metresTo(last.place()) / METRES_PER_MILE / hours;
        return OptionalDouble.of(
                mph > PLAUSIBLE_MPH_MAX
                        ? chance.nextDouble(MADE_UP_MPH_MIN, MADE_UP_MPH_MAX)
                        : mph);
    }
}
