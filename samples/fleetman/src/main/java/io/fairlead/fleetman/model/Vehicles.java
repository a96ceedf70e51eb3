package io.fairlead.fleetman.model;

import java.util.List;

/// The five vehicles of the fleet.
public final class Vehicles {

    /// Their names, as they stand in URLs and on the page.
    public static final List<String> NAMES =
            List.of(
                    "City Truck",
                    "Huddersfield Truck A",
                    "Huddersfield Truck B",
                    "London Riverside",
                    "Village Truck");

    private Vehicles() {}
}
