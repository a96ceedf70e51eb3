package io.fairlead.minicluster.api.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.values.NullValue;
import io.fairlead.minicluster.api.schema.Schema;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// JSON as values of expressions. A field without a value isn't there.
final class CelValues {

    /// Words of the language, which a rule writes with `__` around them.
    private static final Set<String> RESERVED =
            Set.of(
                    ("true false null in as break const continue else for function"
                                    + " if import let loop package namespace return var void while")
                            .split(" "));

    private static final Schema NONE = new Schema(MissingNode.getInstance(), Map.of());

    private CelValues() {}

    /// Of no schema.
    static Object of(JsonNode node) {
        return of(node, NONE);
    }

    /// Of a schema: times are times, and the names of its properties are written as rules write them.
    static Object of(JsonNode node, Schema schema) {
        return switch (node) {
            case ObjectNode map -> {
                Map<Object, Object> values = new HashMap<>();
                map.properties()
                        .forEach(entry -> {
                            String name = entry.getKey();
                            if (!entry.getValue().isNull()) {
                                values.put(
                                        schema.declares(name) ? escaped(name) : name,
                                        of(entry.getValue(), schema.property(name)));
                            }
                        });
                yield values;
            }
            case ArrayNode list -> {
                List<Object> values = new ArrayList<>();
                list.forEach(item -> values.add(of(item, schema.items())));
                yield values;
            }
            default -> scalar(node, schema.node().path("format").asText());
        };
    }

    private static Object scalar(JsonNode node, String format) {
        return switch (node.getNodeType()) {
            case BOOLEAN -> node.booleanValue();
            case NUMBER ->
                    node.isIntegralNumber() && node.canConvertToLong()
                            ? (Object) node.longValue()
                            : (Object) node.doubleValue();
            case STRING -> format.equals("date-time") ? time(node.asText()) : node.asText();
            default -> NullValue.NULL_VALUE;
        };
    }

    private static Object time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            return text;
        }
    }

    private static String escaped(String name) {
        return RESERVED.contains(name)
                ? "__" + name + "__"
                : name.replace("__", "__underscores__")
                        .replace(".", "__dot__")
                        .replace("-", "__dash__")
                        .replace("/", "__slash__");
    }
}
