package io.fairlead.model.route;

/// One of a route's destinations.
///
/// @param weight relative to the weights beside it; 0 when not written
public record WeightedDestination(Destination destination, int weight, HeaderChanges headers) {
    public WeightedDestination(Destination destination, int weight) {
        this(destination, weight, HeaderChanges.NONE);
    }
}
