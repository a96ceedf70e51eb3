package io.fairlead.model.mtls;

import java.time.Instant;

/// A connection that a pod opened, as its own sidecar tells it.
///
/// @param tuple whose target is where it was opened to: a pod, or a Service's own address
/// @param cluster that its sidecar led it to
/// @param host that its first request named; empty for opaque bytes
public record Dialed(FourTuple tuple, Instant at, String cluster, String host) {}
