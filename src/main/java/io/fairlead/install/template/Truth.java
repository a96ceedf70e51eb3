package io.fairlead.install.template;

import com.fasterxml.jackson.databind.JsonNode;

/// What Go takes a value for: as a condition, and as text.
final class Truth {

    private Truth() {}

    /// False, zero, an empty text, list or mapping, and nothing at all are empty.
    static boolean isEmpty(JsonNode value) {
        return switch (value.getNodeType()) {
            case MISSING, NULL -> true;
            case BOOLEAN -> !value.booleanValue();
            case NUMBER -> value.decimalValue().signum() == 0;
            case STRING -> value.textValue().isEmpty();
            case ARRAY, OBJECT -> value.isEmpty();
            case BINARY, POJO -> false;
        };
    }

    /// Of a word or number; nothing is an empty text.
    static String text(JsonNode value, Place place) {
        if (value.isContainerNode()) {
            throw place.error(
                    "a %s can't be written as text; use toYaml or toJson"
                            .formatted(value.isArray() ? "list" : "mapping"));
        }
        return value.isNull() || value.isMissingNode() ? "" : value.asText();
    }
}
