package io.fairlead.proxy.telemetry.report;

import java.time.Duration;

/// What bounds the reports.
///
/// @param edgesMax of one event loop; more are counted together as one edge of unknown ends
/// @param edgeIdle an edge that was idle for this long makes room for another one, when there are too many
/// @param rowsMax of one report; the rest waits for the next
/// @param every how often there is a report
/// @param ackWait how long the daemon may take to acknowledge before the stream is made anew
/// @param retryFirst wait after a first failure; it doubles with each one
/// @param retryMax longest wait
/// @param lastWait how long a last report may take when the sidecar ends
public record Limits(
        int edgesMax,
        Duration edgeIdle,
        int rowsMax,
        Duration every,
        Duration ackWait,
        Duration retryFirst,
        Duration retryMax,
        Duration lastWait) {

    public static final Limits DEFAULT =
            new Limits(
                    1000,
                    Duration.ofMinutes(10),
                    500,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(1));

    /// Longest text of a row; what is longer is cut.
    static final int TEXT_MAX = 256;
}
