package io.fairlead.minicluster.kubelet;

import java.time.Instant;

/// Which part of a log is wanted, and how.
///
/// @param since only what was printed then or later
/// @param tail only so many last lines; -1 for all
/// @param bytesMax as much and no more; -1 for no limit
/// @param timestamps before each line
/// @param follow on until the run is over
public record LogOptions(
        Instant since, long tail, long bytesMax, boolean timestamps, boolean follow) {

    /// All of it.
    public static final LogOptions ALL = new LogOptions(Instant.MIN, -1, -1, false, false);
}
