package io.fairlead.minicluster.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Walks an object along its schema: removes fields that the schema doesn't know, and sets defaults.
public final class SchemaWalk {

    private SchemaWalk() {}

    /// Removes unknown fields, and says which they were.
    public static List<String> prune(Schema schema, ObjectNode object) {
        List<String> unknown = new ArrayList<>();
        pruneMap(schema, object, "", unknown);
        return unknown;
    }

    private static void prune(Schema schema, JsonNode node, String path, List<String> unknown) {
        switch (node) {
            case ObjectNode map -> pruneMap(schema, map, path, unknown);
            case ArrayNode list when schema.has("items") -> {
                for (int i = 0; i < list.size(); i++) {
                    prune(schema.items(), list.get(i), path + "[" + i + "]", unknown);
                }
            }
            default -> {}
        }
    }

    private static void pruneMap(Schema schema, ObjectNode map, String path, List<String> unknown) {
        boolean keeps =
                schema.keepsUnknown()
                        || schema.node().path("additionalProperties").asBoolean(false);
        boolean embedded = schema.node().path("x-kubernetes-embedded-resource").asBoolean();
        List<String> gone = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String name = entry.getKey();
            Schema below = schema.property(name);
            boolean known = (path.isEmpty() || embedded) && isHead(name);
            if (below.missing() && !keeps && !known) {
                gone.add(name);
                unknown.add(path.isEmpty() ? name : path + "." + name);
            } else if (!below.missing()) {
                prune(below, entry.getValue(), path.isEmpty() ? name : path + "." + name, unknown);
            }
        }
        map.remove(gone);
    }

    private static boolean isHead(String name) {
        return name.equals("apiVersion") || name.equals("kind") || name.equals("metadata");
    }

    /// Sets what the schema says of absent fields; a null where none may be counts as absent.
    public static void setDefaults(Schema schema, JsonNode node) {
        switch (node) {
            case ObjectNode map -> {
                for (Map.Entry<String, JsonNode> entry :
                        schema.node().path("properties").properties()) {
                    String name = entry.getKey();
                    JsonNode standard = entry.getValue().path("default");
                    boolean mayBeNull = entry.getValue().path("nullable").asBoolean();
                    if (!standard.isMissingNode()
                            && (!map.has(name) || (map.get(name).isNull() && !mayBeNull))) {
                        map.set(name, standard.deepCopy());
                    }
                }
                for (Map.Entry<String, JsonNode> entry : map.properties()) {
                    setDefaults(schema.property(entry.getKey()), entry.getValue());
                }
            }
            case ArrayNode list -> list.forEach(item -> setDefaults(schema.items(), item));
            default -> {}
        }
    }
}
