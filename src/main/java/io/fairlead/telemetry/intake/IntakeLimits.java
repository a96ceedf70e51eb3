package io.fairlead.telemetry.intake;

/// What sidecars may cost.
///
/// @param streamsMax open streams
/// @param streamReportsPerMinute of one stream; a stream that sends more is ended and comes again later
/// @param bytesPerSecond of all streams together; above it, streams are ended too
/// @param waitingBytes of reports that wait for the graph; above it, streams are ended too
public record IntakeLimits(
        int streamsMax, int streamReportsPerMinute, int bytesPerSecond, int waitingBytes) {

    public static final IntakeLimits DEFAULT =
            new IntakeLimits(20_000, 120, 4 * 1024 * 1024, 16 * 1024 * 1024);

    /// Views that wait count as little as a report of this size.
    static final int VIEW_BYTES = 1024;

    static final int REPORT_BYTES_MAX = 512 * 1024;
    static final int ROWS_MAX = 1_000;
    static final int TEXT_MAX = 256;
}
