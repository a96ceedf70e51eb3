package io.fairlead.inject.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.Documents;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.model.config.Problem;
import java.util.List;

/// Reads settings from texts: as they stand in a file of a mounted ConfigMap, or the ConfigMap itself.
public final class ConfigTexts {
    private ConfigTexts() {}

    /// An empty object where nothing is written.
    ///
    /// @param name of the text, for messages
    /// @param key of the ConfigMap, when the text is one
    /// @param problems gets what can't be read
    public static ObjectNode read(String name, String text, String key, List<String> problems) {
        Documents read = Documents.read(name, text, Limits.DEFAULT);
        read.problems().stream().filter(Problem::isError).forEach(p -> problems.add(p.text()));
        for (JsonNode document : read.values()) {
            if (document.isNull()) {
                continue;
            }
            if (document.path("kind").asText().equals("ConfigMap")) {
                JsonNode inner = document.path("data").path(key);
                if (!inner.isMissingNode()) {
                    return read(name + ", data." + key, inner.asText(), key + ".", problems);
                }
            } else if (document instanceof ObjectNode object) {
                return object;
            } else {
                problems.add(name + ": is no mapping");
            }
        }
        return JsonNodeFactory.instance.objectNode();
    }
}
