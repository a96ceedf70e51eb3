package io.fairlead.fleetman.simulator;

import io.fairlead.fleetman.model.Place;

/// A point of the drawn map, in its units: x to the right, y downwards, three metres each.
record Point(double x, double y) {

    /// Where the map's upper left corner would lie: in open water, so that the town can't be mistaken for a real one.
    private static final Place CORNER = new Place(54.05, -4.95);

    private static final double METRES_PER_UNIT = 3;
    private static final double METRES_PER_DEGREE = 111_320;

    double distanceTo(Point other) {
        return Math.hypot(other.x - x, other.y - y);
    }

    /// The same point on the earth. The page reverses this to draw vehicles.
    Place place() {
        double lat = CORNER.lat() - y * METRES_PER_UNIT / METRES_PER_DEGREE;
        double metresPerDegreeLng = METRES_PER_DEGREE * Math.cos(Math.toRadians(CORNER.lat()));
        return new Place(
                rounded(lat), rounded(CORNER.lng() + x * METRES_PER_UNIT / metresPerDegreeLng));
    }

    static double metres(double units) {
        return units * METRES_PER_UNIT;
    }

    private static double rounded(double degrees) {
        return Math.round(degrees * 1e6) / 1e6; // a tenth of a metre
    }
}
