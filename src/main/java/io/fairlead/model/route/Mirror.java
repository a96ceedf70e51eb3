package io.fairlead.model.route;

/// A copy of the traffic, whose answers are dropped.
///
/// @param percentage of requests, 100 when not written
public record Mirror(Destination destination, double percentage) {}
