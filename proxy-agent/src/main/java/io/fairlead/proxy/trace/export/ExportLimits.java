package io.fairlead.proxy.trace.export;

import java.time.Duration;

/// What waits for a collector, and for how long.
///
/// @param spansMax that wait; one more is thrown away and counted
/// @param batchMax spans of one request to the collector
/// @param interval a span waits at most this long for others
/// @param timeout for one batch
/// @param idleIntervals without a span after which the connection to the collector is given up
public record ExportLimits(
        int spansMax, int batchMax, Duration interval, Duration timeout, int idleIntervals) {
    public static final ExportLimits DEFAULT =
            new ExportLimits(2048, 256, Duration.ofSeconds(1), Duration.ofSeconds(5), 120);
}
