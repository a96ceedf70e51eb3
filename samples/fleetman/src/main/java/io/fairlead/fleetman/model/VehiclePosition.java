package io.fairlead.fleetman.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where a vehicle was, and when.
///
/// @param speed miles an hour; null while telemetry does not say
public record VehiclePosition(String name, Place place, Instant timestamp, @Nullable Double speed) {

    /// The same report with this speed.
    public VehiclePosition withSpeed(@Nullable Double mph) {
        return new VehiclePosition(name, place, timestamp, mph);
    }
}
