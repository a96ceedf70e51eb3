package io.fairlead.perf.crowd;

import java.util.Map;

/// What became of an [Order].
///
/// @param nanos until the last stream was done
/// @param bytes that all streams received since the order before
/// @param answers that they received since then
/// @param latency counts of a [io.fairlead.perf.table.Histogram]: for each change and stream how long it took to
///     arrive, or for each stream how long until it had everything
/// @param refusals connections that were refused and made again
/// @param missing streams, or streams times changes, that were not done in time
/// @param trouble the first thing that went wrong, or empty
public record Answer(
        long nanos,
        long bytes,
        long answers,
        Map<Integer, Long> latency,
        int refusals,
        long missing,
        String trouble) {

    public Answer {
        latency = Map.copyOf(latency);
    }

    static Answer nothing() {
        return new Answer(0, 0, 0, Map.of(), 0, 0, "");
    }
}
