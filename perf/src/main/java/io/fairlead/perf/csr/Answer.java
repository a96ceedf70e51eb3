package io.fairlead.perf.csr;

import java.util.Map;

/// What became of an [Order].
///
/// @param issued certificates that came while the clock ran
/// @param failed calls without one
/// @param latency counts of a [io.fairlead.perf.table.Histogram]
/// @param trouble why the first one failed, or empty
public record Answer(
        long issued,
        long failed,
        long nanos,
        long daemonNanos,
        long ownNanos,
        Map<Integer, Long> latency,
        String trouble) {
    public Answer {
        latency = Map.copyOf(latency);
    }
}
