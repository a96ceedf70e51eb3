package io.fairlead.perf.table;

import java.util.ArrayList;
import java.util.List;

/// What a peer takes beside its work.
///
/// @param firstAnswerMillis from its start to its first answer
/// @param fresh memory as text before any load: resident and anonymous
/// @param loaded the same after the last round
/// @param idleMicrosPerSecond CPU time that it uses when nobody asks anything
public record Footprint(
        String peer,
        long firstAnswerMillis,
        String fresh,
        String loaded,
        double idleMicrosPerSecond) {

    private static final List<String> HEAD =
            List.of(
                    "peer",
                    "first answer ms",
                    "resident / anonymous, fresh",
                    "resident / anonymous, after load",
                    "idle CPU µs/s");

    /// All peers as a Markdown table.
    public static String text(List<Footprint> footprints) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        footprints.forEach(one ->
                lines.add(
                        List.of(
                                one.peer,
                                Long.toString(one.firstAnswerMillis),
                                one.fresh,
                                one.loaded,
                                "%.0f".formatted(one.idleMicrosPerSecond))));
        return Table.markdown(lines);
    }
}
