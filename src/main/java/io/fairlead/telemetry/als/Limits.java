package io.fairlead.telemetry.als;

import java.time.Duration;

/// What Envoys may cost.
///
/// @param streamsMax open streams
/// @param bytesPerSecond of all streams together; what is above it is dropped and counted
/// @param seriesMax label sets; one more is counted as `overflow`
/// @param seriesIdle a series that was idle for this long goes
public record Limits(int streamsMax, int bytesPerSecond, int seriesMax, Duration seriesIdle) {
    public static final Limits DEFAULT =
            new Limits(5_000, 8 * 1024 * 1024, 2_000, Duration.ofHours(1));

    /// Longest text that is taken over; what is longer is cut.
    static final int TEXT_MAX = 256;

    /// Entries of one message that are looked at.
    static final int ENTRIES_MAX = 5_000;
}
