package io.fairlead.fleetman.staff;

import java.util.Map;
import java.util.Optional;

/// Who drives what.
final class Roster {

    /// A driver.
    ///
    /// @param portrait file name of the portrait
    record Driver(String name, String portrait) {}

    private static final Map<String, Driver> BY_VEHICLE =
            Map.of(
                    "City Truck", new Driver("Amara Osei", "amara-osei.svg"),
                    "Huddersfield Truck A", new Driver("Tomasz Lindqvist", "tomasz-lindqvist.svg"),
                    "Huddersfield Truck B", new Driver("Priya Raman", "priya-raman.svg"),
                    "London Riverside", new Driver("Elias Brandt", "elias-brandt.svg"),
                    "Village Truck", new Driver("Nora Whitfield", "nora-whitfield.svg"));

    private Roster() {}

    /// The driver of this vehicle.
    static Optional<Driver> driverOf(String vehicle) {
        return Optional.ofNullable(BY_VEHICLE.get(vehicle));
    }
}
