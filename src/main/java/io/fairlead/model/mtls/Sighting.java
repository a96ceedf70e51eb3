package io.fairlead.model.mtls;

import java.time.Instant;

/// One connection that STRICT would cut, as the sidecar of the server saw it.
public record Sighting(FourTuple tuple, Instant at, TrafficClass kind, String detail) {}
