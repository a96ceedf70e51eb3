package io.fairlead.telemetry.aggregate;

import java.time.Duration;

/// What bounds the graph.
///
/// @param edgesMax edges; rows of one more are counted as overflow
/// @param reportersMax sidecars whose last report is remembered
/// @param edgeIdle an edge that was silent for this long is forgotten
/// @param reporterIdle a sidecar that was silent for this long is forgotten
public record Limits(int edgesMax, int reportersMax, Duration edgeIdle, Duration reporterIdle) {
    public static final Limits DEFAULT =
            new Limits(2_000, 20_000, Duration.ofMinutes(10), Duration.ofHours(1));
}
