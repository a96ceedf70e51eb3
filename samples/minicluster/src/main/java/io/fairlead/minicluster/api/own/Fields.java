package io.fairlead.minicluster.api.own;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which fields an object has, and which of them differ from another's.
final class Fields {

    /// What nobody owns.
    private static final List<String> HEAD =
            List.of(
                    "name",
                    "namespace",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "selfLink",
                    "uid",
                    "generation",
                    "managedFields",
                    "resourceVersion");

    private Fields() {}

    /// All fields of an object that somebody may own.
    static FieldSet of(ObjectNode object, Schema schema) {
        return root(tree(owned(object), schema, null));
    }

    /// Those that another object has not, or with another value.
    static FieldSet changed(@Nullable ObjectNode before, ObjectNode after, Schema schema) {
        return root(tree(owned(after), schema, before == null ? null : owned(before)));
    }

    /// Those that another object has, and this one hasn't.
    static FieldSet gone(ObjectNode before, ObjectNode after, Schema schema) {
        return owned(before).equals(owned(after))
                ? FieldSet.EMPTY
                : of(before, schema).minus(of(after, schema));
    }

    private static FieldSet root(@Nullable ObjectNode tree) {
        return tree == null ? FieldSet.EMPTY : new FieldSet(tree);
    }

    private static ObjectNode owned(ObjectNode object) {
        ObjectNode copy = object.objectNode();
        copy.setAll(object);
        copy.remove(List.of("apiVersion", "kind", "metadata"));
        ObjectNode metadata = object.objectNode();
        if (object.get("metadata") instanceof ObjectNode all) {
            metadata.setAll(all);
            metadata.remove(HEAD);
        }
        if (!metadata.isEmpty()) {
            copy.set("metadata", metadata);
        }
        return copy;
    }

    /// The fields below a place.
    ///
    /// @param known fields of the same value there don't count; null where there are none
    /// @return null where no field counts
    private static @Nullable ObjectNode tree(
            JsonNode value, Schema schema, @Nullable JsonNode known) {
        if (value.equals(known)) {
            return null;
        }
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        if (value instanceof ObjectNode map && !map.isEmpty() && !schema.isAtomic()) {
            for (Map.Entry<String, JsonNode> entry : map.properties()) {
                String name = entry.getKey();
                below(
                        tree,
                        FieldSet.field(name),
                        tree(
                                entry.getValue(),
                                schema.property(name),
                                known == null ? null : known.get(name)),
                        !schema.declares(name) && (known == null || !known.has(name)));
            }
            return tree.isEmpty() ? null : tree;
        }
        if (value instanceof ArrayNode list && !list.isEmpty() && !schema.isAtomicList()) {
            Map<String, JsonNode> old =
                    known instanceof ArrayNode before ? items(before, schema) : Map.of();
            items(list, schema)
                    .forEach((step, item) -> {
                        @Nullable JsonNode same = old.get(step);
                        below(tree, step, tree(item, schema.items(), same), same == null);
                    });
            return tree.isEmpty() ? null : tree;
        }
        return tree;
    }

    /// @param self whether the place itself counts, whatever is below it
    private static void below(
            ObjectNode tree, String step, @Nullable ObjectNode sub, boolean self) {
        if (sub != null) {
            if (self && !sub.isEmpty()) {
                sub.putObject(".");
            }
            tree.set(step, sub);
        }
    }

    /// The items of a list by what leads to them. Of several with the same keys the last one counts.
    static Map<String, JsonNode> items(ArrayNode list, Schema schema) {
        Map<String, JsonNode> items = new LinkedHashMap<>();
        for (JsonNode item : list) {
            items.put(step(item, schema), item);
        }
        return items;
    }

    /// What leads to an item of a list whose items are known by keys, or by themselves.
    static String step(JsonNode item, Schema schema) {
        Map<String, JsonNode> keys = schema.listKeys();
        if (keys.isEmpty()) {
            return FieldSet.member(item);
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        keys.forEach((key, standard) -> {
            JsonNode value = item.path(key).isMissingNode() ? standard : item.path(key);
            if (!value.isMissingNode()) {
                node.set(key, value);
            }
        });
        return FieldSet.item(node);
    }
}
