package io.fairlead.minicluster.api.own;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.schema.Schema;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts what is applied into an object, and takes out what isn't applied any more.
final class Merging {

    private Merging() {}

    /// The live value with all that is applied; neither of them is changed.
    static JsonNode merge(@Nullable JsonNode live, JsonNode applied, Schema schema) {
        if (applied instanceof ObjectNode wanted
                && live instanceof ObjectNode old
                && !schema.isAtomic()) {
            ObjectNode merged = old.objectNode();
            merged.setAll(old);
            for (Map.Entry<String, JsonNode> entry : wanted.properties()) {
                String name = entry.getKey();
                merged.set(name, merge(old.get(name), entry.getValue(), schema.property(name)));
            }
            return merged;
        }
        if (applied instanceof ArrayNode wanted
                && live instanceof ArrayNode old
                && !schema.isAtomicList()) {
            return items(old, wanted, schema);
        }
        return applied.deepCopy();
    }

    /// Items come in the order in which they are applied; those of others stay where they stood among them.
    private static ArrayNode items(ArrayNode old, ArrayNode wanted, Schema schema) {
        Map<String, JsonNode> live = Fields.items(old, schema);
        Map<String, JsonNode> applied = Fields.items(wanted, schema);
        ArrayNode merged = old.arrayNode();
        Iterator<Map.Entry<String, JsonNode>> next = applied.entrySet().iterator();
        for (Map.Entry<String, JsonNode> entry : live.entrySet()) {
            if (!applied.containsKey(entry.getKey())) {
                merged.add(entry.getValue());
            } else if (next.hasNext()) {
                add(merged, next.next(), live, schema);
            }
        }
        next.forEachRemaining(entry -> add(merged, entry, live, schema));
        return merged;
    }

    private static void add(
            ArrayNode merged,
            Map.Entry<String, JsonNode> applied,
            Map<String, JsonNode> live,
            Schema schema) {
        merged.add(merge(live.get(applied.getKey()), applied.getValue(), schema.items()));
    }

    /// Takes fields out of a value, other than those that somebody else owns.
    ///
    /// @return whether anything of it is left
    static boolean remove(JsonNode value, FieldSet gone, FieldSet kept, Schema schema) {
        return switch (value) {
            case ObjectNode map -> removeFields(map, gone, kept, schema);
            case ArrayNode list -> removeItems(list, gone, kept, schema);
            default -> true;
        };
    }

    private static boolean removeFields(
            ObjectNode map, FieldSet gone, FieldSet kept, Schema schema) {
        List<String> names = new ArrayList<>();
        map.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String step = FieldSet.field(name);
            @Nullable FieldSet below = gone.below(step);
            if (below != null
                    && !stays(map.get(name), below, kept.below(step), schema.property(name))) {
                map.remove(name);
            }
        }
        return !map.isEmpty();
    }

    private static boolean removeItems(
            ArrayNode list, FieldSet gone, FieldSet kept, Schema schema) {
        List<JsonNode> left = new ArrayList<>();
        for (JsonNode item : list) {
            String step = Fields.step(item, schema);
            @Nullable FieldSet below = gone.below(step);
            if (below == null || stays(item, below, kept.below(step), schema.items())) {
                left.add(item);
            }
        }
        list.removeAll().addAll(left);
        return !list.isEmpty();
    }

    private static boolean stays(
            JsonNode value, FieldSet gone, @Nullable FieldSet kept, Schema schema) {
        if (kept == null && gone.hasSelf()) {
            return false;
        }
        boolean left = remove(value, gone, kept == null ? FieldSet.EMPTY : kept, schema);
        return left || kept != null;
    }
}
