package io.fairlead.minicluster.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.patch.MergeKeys;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A place in a schema; references are followed.
///
/// @param all schemas that may be referred to, by name
public record Schema(JsonNode node, Map<String, ObjectNode> all) implements MergeKeys {

    private static final String REFERENCE = "#/components/schemas/";

    public Schema {
        String reference = node.path("$ref").asText("");
        if (reference.startsWith(REFERENCE)) {
            node =
                    all.getOrDefault(
                            reference.substring(REFERENCE.length()),
                            JsonNodeFactory.instance.objectNode());
        }
    }

    /// The schema of a property, also of a map's values; missing where it has none.
    public Schema property(String name) {
        JsonNode declared = node.path("properties").path(name);
        return of(declared.isMissingNode() ? node.path("additionalProperties") : declared);
    }

    public Schema items() {
        return of(node.path("items"));
    }

    Schema of(JsonNode below) {
        return new Schema(below, all);
    }

    boolean missing() {
        return node.isMissingNode();
    }

    /// May this hold what no schema tells of?
    boolean keepsUnknown() {
        return node.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    }

    boolean has(String keyword) {
        return node.has(keyword);
    }

    /// Is this field written in the schema, not just allowed?
    public boolean declares(String name) {
        return node.path("properties").has(name);
    }

    /// Is a map here one value to its owners?
    public boolean isAtomic() {
        return node.path("x-kubernetes-map-type").asText().equals("atomic");
    }

    /// Is a list here one value to its owners? It is where the schema doesn't say how its items are known.
    public boolean isAtomicList() {
        String type = node.path("x-kubernetes-list-type").asText();
        return !type.equals("map") && !type.equals("set");
    }

    /// By which fields the items of this list are known, in the order of their names, with their defaults (missing
    /// where they have none); empty for a list that has no such fields.
    public SortedMap<String, JsonNode> listKeys() {
        SortedMap<String, JsonNode> keys = new TreeMap<>();
        for (JsonNode key : node.path("x-kubernetes-list-map-keys")) {
            String name = key.asText();
            keys.put(name, items().property(name).node().path("default"));
        }
        return keys;
    }

    @Override
    public MergeKeys at(String field) {
        Schema below = property(field);
        return below.has("items") ? below.items() : below;
    }

    @Override
    public String mergeKey(String field) {
        return node.path("properties").path(field).path("x-kubernetes-patch-merge-key").asText("");
    }

    @Override
    public boolean merged(String field) {
        return node.path("properties").path(field).has("x-kubernetes-patch-strategy");
    }
}
