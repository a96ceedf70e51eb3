package io.fairlead.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.migrate.decide.trail.Trail;
import java.util.ArrayList;
import java.util.List;

/// The end of an audit trail, and whether its chain holds.
///
/// @param records as they can be read
/// @param chain `whole`, or where it is broken and why
/// @param digest hash of the last record of the chain
record TrailLines(List<JsonNode> records, String chain, String digest) {

    TrailLines {
        records = List.copyOf(records);
    }

    /// @param lines as they stand in the trail, from any record on
    static TrailLines of(List<String> lines) {
        JsonMapper json = new JsonMapper();
        List<JsonNode> records = new ArrayList<>();
        for (String line : lines) {
            try {
                records.add(json.readTree(line));
            } catch (JsonProcessingException _) {
                break; // The chain says where.
            }
        }
        if (records.isEmpty()) {
            return new TrailLines(
                    records, lines.isEmpty() ? "empty" : "broken: its first line is no record", "");
        }
        JsonNode first = records.getFirst();
        Trail before = new Trail(first.path("seq").asLong() - 1, first.path("prevHash").asText());
        return switch (before.verify(lines)) {
            case Trail.Verdict.Whole(Trail end) ->
                    new TrailLines(
                            records,
                            "whole from record %d to %d".formatted(before.seq() + 1, end.seq()),
                            end.hash());
            case Trail.Verdict.Broken(long seq, String why) ->
                    new TrailLines(records, "broken at record %d: %s".formatted(seq, why), "");
        };
    }

    boolean isBroken() {
        return chain.startsWith("broken");
    }
}
