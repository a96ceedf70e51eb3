package io.fairlead.perf.load;

import java.util.Map;

/// What became of an [Order].
///
/// @param requests answered while the clock ran
/// @param errors refused, broken or never answered
/// @param bytes of answers while the clock ran
/// @param latency counts of a histogram, from the moment each request was due
/// @param trouble why the first error happened, or empty
public record Result(
        long requests,
        long errors,
        long bytes,
        long nanos,
        long cpuNanos,
        Map<Integer, Long> latency,
        String trouble) {

    public Result {
        latency = Map.copyOf(latency);
    }

    /// Nothing could be sent.
    static Result failed(String why) {
        return new Result(0, 1, 0, 1, 0, Map.of(), why);
    }
}
