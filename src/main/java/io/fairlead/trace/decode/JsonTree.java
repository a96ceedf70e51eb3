package io.fairlead.trace.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.trace.span.TraceId;
import java.io.IOException;
import java.util.Optional;

/// JSON that somebody else wrote: bounded in depth; a number may be written as text.
final class JsonTree {

    private static final int DEPTH_MAX = 32;
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .build())
                                    .build())
                    .build();

    private JsonTree() {}

    static JsonNode read(byte[] json) throws Malformed {
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (tree == null) {
                throw new Malformed("no JSON: nothing is there");
            }
            return tree;
        } catch (IOException e) {
            throw new Malformed("no JSON: " + firstLine(e));
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    static TraceId trace(JsonNode hex) {
        return TraceId.parse(hex.asText()).orElse(new TraceId(0, 0));
    }

    static long span(JsonNode hex) {
        return Optional.of(hex.asText())
                .flatMap(TraceId::parse)
                .filter(id -> id.high() == 0)
                .map(TraceId::low)
                .orElse(0L);
    }
}
