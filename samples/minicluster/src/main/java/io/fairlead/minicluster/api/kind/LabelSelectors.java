package io.fairlead.minicluster.api.kind;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The selectors that stand in objects: `matchLabels` and `matchExpressions`.
public final class LabelSelectors {

    private LabelSelectors() {}

    /// An empty selector, and none, matches everything.
    public static boolean matches(JsonNode selector, JsonNode labels) {
        for (Map.Entry<String, JsonNode> wanted : selector.path("matchLabels").properties()) {
            if (!labels.path(wanted.getKey()).equals(wanted.getValue())) {
                return false;
            }
        }
        for (JsonNode expression : selector.path("matchExpressions")) {
            if (!fits(expression, labels)) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(JsonNode expression, JsonNode labels) {
        String key = expression.path("key").asText();
        Set<JsonNode> values = new HashSet<>();
        expression.path("values").forEach(values::add);
        return switch (expression.path("operator").asText()) {
            case "In" -> values.contains(labels.path(key));
            case "NotIn" -> !values.contains(labels.path(key));
            case "Exists" -> labels.has(key);
            case "DoesNotExist" -> !labels.has(key);
            default -> false;
        };
    }
}
