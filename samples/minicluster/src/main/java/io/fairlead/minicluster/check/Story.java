package io.fairlead.minicluster.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/// What a port did, by the daemon's audit trail.
final class Story {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Story() {}

    /// From one phase to another.
    ///
    /// @param seq number of the record
    record Step(long seq, String from, String to, String because) {}

    /// In the order of the trail, as far as the daemon tells of it; empty while it does not answer.
    static List<Step> of(Fleet fleet, String unit) {
        List<Step> steps = new ArrayList<>();
        fleet.daemon("/debug/mtls/trail")
                .lines()
                .map(Story::read)
                .filter(record -> record.path("unit").asText().equals(unit))
                .forEach(record ->
                        steps.add(
                                new Step(
                                        record.path("seq").asLong(),
                                        record.path("from").asText(),
                                        record.path("to").asText(),
                                        record.path("reason").asText())));
        return steps;
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no record of an audit trail: " + line, e);
        }
    }
}
