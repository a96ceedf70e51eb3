package io.fairlead.perf.table;

import java.util.Map;

/// What one peer did in one scenario of one round.
///
/// @param requests answered while the clock ran
/// @param errors requests that failed or were never answered
/// @param bytes of answers
/// @param cpuNanos all threads of the peer, those that ended included
/// @param latency counts of a [Histogram], each from the moment the request was due
/// @param trouble why the first error happened, or empty
public record Sample(
        String peer,
        String scenario,
        int round,
        long requests,
        long errors,
        long bytes,
        long nanos,
        long cpuNanos,
        Map<Integer, Long> latency,
        String trouble) {

    public Sample {
        latency = Map.copyOf(latency);
    }

    /// CPU nanoseconds for one request or one byte; not a number when nothing was done.
    double cpuPer(Unit unit) {
        long done = unit == Unit.GIGABYTE ? bytes : requests;
        return done == 0 || cpuNanos == 0 ? Double.NaN : (double) cpuNanos / done;
    }
}
