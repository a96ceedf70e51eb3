package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;

/// Short ways to write JSON.
final class Json {
    private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

    private Json() {}

    /// Keys and values after each other: texts, numbers, booleans, JSON, or lists of those.
    static ObjectNode object(Object... pairs) {
        ObjectNode object = MAKE.objectNode();
        for (int i = 0; i < pairs.length; i += 2) {
            object.set((String) pairs[i], value(pairs[i + 1]));
        }
        return object;
    }

    private static JsonNode value(Object value) {
        return switch (value) {
            case JsonNode json -> json;
            case String text -> MAKE.textNode(text);
            case Integer number -> MAKE.numberNode(number);
            case Boolean truth -> MAKE.booleanNode(truth);
            case Collection<?> list -> array(list);
            default -> throw new IllegalArgumentException("not JSON: " + value.getClass());
        };
    }

    static ArrayNode array(Collection<?> values) {
        ArrayNode array = MAKE.arrayNode();
        values.forEach(value -> array.add(value(value)));
        return array;
    }

    /// The object at a key, made when it isn't there.
    static ObjectNode child(ObjectNode parent, String key) {
        return parent.get(key) instanceof ObjectNode object ? object : parent.putObject(key);
    }

    /// The list at a key, made when it isn't there.
    static ArrayNode list(ObjectNode parent, String key) {
        return parent.get(key) instanceof ArrayNode array ? array : parent.putArray(key);
    }

    /// Objects of a list; what is no object is left out.
    static List<ObjectNode> objects(JsonNode list) {
        return list.valueStream()
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .toList();
    }

    static String name(JsonNode object) {
        return object.path("name").asText();
    }

    /// All of `over`, and of `under` what that doesn't say; mappings are merged.
    static ObjectNode merged(ObjectNode under, JsonNode over) {
        ObjectNode merged = under.deepCopy();
        over.properties()
                .forEach(entry -> {
                    JsonNode below = merged.get(entry.getKey());
                    JsonNode above = entry.getValue();
                    merged.set(
                            entry.getKey(),
                            below instanceof ObjectNode object && above.isObject()
                                    ? merged(object, above)
                                    : above.deepCopy());
                });
        return merged;
    }
}
