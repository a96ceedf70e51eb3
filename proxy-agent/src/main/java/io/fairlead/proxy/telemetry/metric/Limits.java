package io.fairlead.proxy.telemetry.metric;

import java.time.Duration;

/// What bounds the metrics.
///
/// @param seriesMax different label sets of one loop; one more is counted as `overflow`
/// @param clustersMax clusters of one loop that have figures of their own in `/stats`
/// @param seriesIdle a series to which no loop has added for this long is no longer shown, and makes room
public record Limits(int seriesMax, int clustersMax, Duration seriesIdle) {
    public static final Limits DEFAULT = new Limits(2000, 2000, Duration.ofHours(1));

    /// Longest value of a label that an expression gives; what is longer is cut.
    static final int LABEL_MAX = 256;
}
