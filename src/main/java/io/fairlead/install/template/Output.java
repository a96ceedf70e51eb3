package io.fairlead.install.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.YamlWriter;
import java.util.Map;
import java.util.TreeMap;

/// Values as texts. Keys are sorted, as Go does it, so that the same values always give the same text.
final class Output {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Output() {}

    /// Without the end of the last line.
    static String yaml(JsonNode value) {
        return YamlWriter.write(sorted(value)).stripTrailing();
    }

    static String json(JsonNode value) {
        return sorted(value).toString();
    }

    static String prettyJson(JsonNode value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(sorted(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    private static JsonNode sorted(JsonNode value) {
        if (value.isObject()) {
            Map<String, JsonNode> fields = new TreeMap<>();
            value.properties().forEach(e -> fields.put(e.getKey(), sorted(e.getValue())));
            ObjectNode made = JsonNodeFactory.instance.objectNode();
            return made.setAll(fields);
        }
        if (value.isArray()) {
            ArrayNode made = JsonNodeFactory.instance.arrayNode();
            value.forEach(item -> made.add(sorted(item)));
            return made;
        }
        return value.isMissingNode() ? NullNode.instance : value;
    }
}
