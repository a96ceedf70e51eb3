package io.fairlead.model.mtls;

import java.time.Instant;

/// What was seen of a port from outside of its pod.
///
/// @param says what was wrong; empty when clear text and strangers were refused and the mesh got in
public record PortProof(Instant at, String says) {}
