package io.fairlead.trace.store;

/// A service's operation.
///
/// @param kind as in `span.kind`; empty when spans don't say
public record Operation(String name, String kind) {}
