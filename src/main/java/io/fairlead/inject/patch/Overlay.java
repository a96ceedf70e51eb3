package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// What a pod says of its proxy by a container of the proxy's name: it wins over ours, field by field; lists of things
/// with names are merged by name.
final class Overlay {
    private static final Map<String, String> KEYS =
            Map.of("env", "name", "ports", "containerPort", "volumeMounts", "mountPath");
    private static final String IMAGE = "image";

    private Overlay() {}

    static ObjectNode apply(ObjectNode ours, JsonNode own) {
        ObjectNode merged = ours.deepCopy();
        own.properties()
                .forEach(entry -> {
                    String field = entry.getKey();
                    JsonNode value = entry.getValue();
                    boolean placeholder = field.equals(IMAGE) && value.asText().equals("auto");
                    if (placeholder || value.isNull()) {
                        return;
                    }
                    String key = KEYS.get(field);
                    if (key != null && value.isArray()) {
                        value.forEach(item -> put(Json.list(merged, field), key, item));
                    } else if (value.isObject()) {
                        merged.set(field, Json.merged(Json.child(merged, field), value));
                    } else {
                        merged.set(field, value.deepCopy());
                    }
                });
        return merged;
    }

    private static void put(ArrayNode list, String key, JsonNode item) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).path(key).asText().equals(item.path(key).asText())) {
                list.set(i, item.deepCopy());
                return;
            }
        }
        list.add(item.deepCopy());
    }
}
