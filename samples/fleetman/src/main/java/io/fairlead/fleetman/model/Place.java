package io.fairlead.fleetman.model;

/// A point on the earth, in degrees.
///
/// @param lat latitude, north is positive
/// @param lng longitude, east is positive
public record Place(double lat, double lng) {

    private static final double EQUATOR_METRES = 6_378_137.0;
    private static final double ECCENTRICITY_SQUARED = 6.69437999014e-3;

    /// Metres from here to there on the WGS84 ellipsoid, by the radii of curvature half way: right to centimetres over
    /// the few kilometres that a vehicle goes between reports.
    public double metresTo(Place other) {
        double middle = Math.toRadians((lat + other.lat) / 2);
        double bulge = 1 - ECCENTRICITY_SQUARED * Math.sin(middle) * Math.sin(middle);
        double meridian = EQUATOR_METRES * (1 - ECCENTRICITY_SQUARED) / Math.pow(bulge, 1.5);
        double parallel = EQUATOR_METRES / Math.sqrt(bulge) * Math.cos(middle);
        return Math.hypot(
                Math.toRadians(other.lat - lat) * meridian,
                Math.toRadians(other.lng - lng) * parallel);
    }
}
