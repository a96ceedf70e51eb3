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

    /// Connections to a pod that are known to be counted, and of which the end is known.
    static final int CONNECTIONS_MAX = 512;

    /// Ports of a pod, and sources of a port, that are told by name between two reports.
    static final int PORTS_MAX = 64;

    static final int SOURCES_MAX = 64;

    /// Ports of a source that are told between two reports.
    static final int FROM_MAX = 16;

    /// So much later than another one a log of the same Envoy may tell of a connection.
    static final Duration LATE = Duration.ofSeconds(1);
}
