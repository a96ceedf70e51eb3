package io.fairlead.minicluster.streaming;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/// Reads the sizes of terminals: `{"Width":80,"Height":24}`.
final class Sizes {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SIZE_MAX = 65_535;

    private Sizes() {}

    /// Several may stand one after the other: the last counts. One that makes no sense is passed over.
    static void read(byte[] text, CommandStreams.Heard heard) throws IOException {
        JsonNode last = JSON.missingNode();
        try (var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            while (values.hasNextValue()) {
                last = values.nextValue();
            }
        }
        int columns = last.path("Width").asInt();
        int rows = last.path("Height").asInt();
        if (columns > 0 && rows > 0 && columns <= SIZE_MAX && rows <= SIZE_MAX) {
            heard.resize(columns, rows);
        }
    }
}
