package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// What leads from one JSON to another, as a JSON patch (RFC 6902).
public final class JsonPatch {
    private final ArrayNode operations = Json.array(List.of());

    private JsonPatch() {}

    /// The operations.
    public static ArrayNode between(JsonNode before, JsonNode after) {
        JsonPatch patch = new JsonPatch();
        patch.differ("", before, after);
        return patch.operations;
    }

    private void differ(String path, JsonNode before, JsonNode after) {
        if (before.equals(after)) {
            return;
        }
        if (before instanceof ObjectNode was && after instanceof ObjectNode is) {
            objects(path, was, is);
        } else if (before instanceof ArrayNode was
                && after instanceof ArrayNode is
                && was.size() <= is.size()) {
            for (int i = 0; i < was.size(); i++) {
                differ(path + "/" + i, was.get(i), is.get(i));
            }
            for (int i = was.size(); i < is.size(); i++) {
                operation("add", path + "/-", is.get(i));
            }
        } else {
            operation("replace", path, after);
        }
    }

    private void objects(String path, ObjectNode before, ObjectNode after) {
        before.fieldNames()
                .forEachRemaining(name -> {
                    if (!after.has(name)) {
                        operations.add(
                                Json.object("op", "remove", "path", path + "/" + escaped(name)));
                    }
                });
        after.properties()
                .forEach(entry -> {
                    String below = path + "/" + escaped(entry.getKey());
                    JsonNode was = before.get(entry.getKey());
                    if (was == null) {
                        operation("add", below, entry.getValue());
                    } else {
                        differ(below, was, entry.getValue());
                    }
                });
    }

    private void operation(String name, String path, JsonNode value) {
        operations.add(Json.object("op", name, "path", path, "value", value));
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
