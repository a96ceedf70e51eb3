package io.fairlead.minicluster.api.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Kubernetes' own patch: like a merge patch, but items of lists are known by a key, and directives (`$patch`,
/// `$retainKeys`, `$setElementOrder/x`, `$deleteFromPrimitiveList/x`) say what a merge can't.
final class StrategicPatch {

    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN = "$retainKeys";
    private static final String ORDER = "$setElementOrder/";
    private static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";

    private final MergeKeys keys;

    StrategicPatch(MergeKeys keys) {
        this.keys = keys;
    }

    ObjectNode apply(ObjectNode object, ObjectNode patch) {
        return map(object.deepCopy(), patch, keys);
    }

    private ObjectNode map(ObjectNode target, ObjectNode patch, MergeKeys place) {
        switch (patch.path(DIRECTIVE).asText("merge")) {
            case "replace" -> {
                ObjectNode whole = patch.deepCopy();
                whole.remove(DIRECTIVE);
                return whole;
            }
            case "delete" -> {
                return target.objectNode();
            }
            case "merge" -> {}
            default ->
                    throw ApiError.badRequest(
                            "unknown directive of a strategic merge patch: "
                                    + patch.path(DIRECTIVE));
        }
        if (patch.has(RETAIN)) {
            Set<String> retained = new HashSet<>();
            patch.path(RETAIN).forEach(name -> retained.add(name.asText()));
            target.retain(retained);
        }
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            if (!change.getKey().startsWith("$")) {
                field(target, change.getKey(), change.getValue(), place);
            }
        }
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            directive(target, change.getKey(), change.getValue(), place);
        }
        return target;
    }

    private void field(ObjectNode target, String name, JsonNode wanted, MergeKeys place) {
        switch (wanted) {
            case JsonNode nothing when nothing.isNull() -> target.remove(name);
            case ObjectNode map -> {
                if (map.path(DIRECTIVE).asText().equals("delete")) {
                    target.remove(name);
                    return;
                }
                ObjectNode old =
                        target.get(name) instanceof ObjectNode present
                                ? present
                                : target.objectNode();
                target.set(name, map(old, map, place.at(name)));
            }
            case ArrayNode list when place.merged(name) -> {
                ArrayNode old =
                        target.get(name) instanceof ArrayNode present
                                ? present
                                : target.arrayNode();
                String key = place.mergeKey(name);
                target.set(
                        name,
                        key.isEmpty() ? union(old, list) : items(old, list, key, place.at(name)));
            }
            default -> target.set(name, wanted.deepCopy());
        }
    }

    private static ArrayNode union(ArrayNode old, ArrayNode wanted) {
        Set<JsonNode> present = new HashSet<>();
        old.forEach(present::add);
        for (JsonNode item : wanted) {
            if (present.add(item)) {
                old.add(item);
            }
        }
        return old;
    }

    private ArrayNode items(ArrayNode old, ArrayNode wanted, String key, MergeKeys place) {
        List<JsonNode> result = new ArrayList<>();
        old.forEach(result::add);
        for (JsonNode item : wanted) {
            if (item.path(DIRECTIVE).asText().equals("replace")) {
                result.clear();
            }
        }
        for (JsonNode item : wanted) {
            if (!(item instanceof ObjectNode change) || !change.has(key)) {
                if (item.has(DIRECTIVE)) {
                    continue;
                }
                throw ApiError.badRequest(
                        "map: %s does not contain declared merge key: %s".formatted(item, key));
            }
            int index = find(result, key, change.path(key));
            String directive = change.path(DIRECTIVE).asText("merge");
            if (directive.equals("delete")) {
                result.removeIf(one -> one.path(key).equals(change.path(key)));
            } else if (index >= 0 && result.get(index) instanceof ObjectNode present) {
                result.set(index, map(present, change, place));
            } else {
                result.add(map(change.objectNode(), change, place));
            }
        }
        return old.removeAll().addAll(result);
    }

    private static int find(List<JsonNode> items, String key, JsonNode value) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).path(key).equals(value)) {
                return i;
            }
        }
        return -1;
    }

    private static void directive(ObjectNode target, String name, JsonNode value, MergeKeys place) {
        if (name.startsWith(DELETE_PRIMITIVES)
                && target.get(name.substring(DELETE_PRIMITIVES.length()))
                        instanceof ArrayNode list) {
            Set<JsonNode> gone = new HashSet<>();
            value.forEach(gone::add);
            List<JsonNode> kept = new ArrayList<>();
            list.forEach(item -> {
                if (!gone.contains(item)) {
                    kept.add(item);
                }
            });
            list.removeAll().addAll(kept);
        } else if (name.startsWith(ORDER)) {
            String field = name.substring(ORDER.length());
            if (target.get(field) instanceof ArrayNode list) {
                order(list, value, place.mergeKey(field));
            }
        }
    }

    /// Items that the order names come in its order; the others stay behind the neighbour that they stood behind.
    private static void order(ArrayNode list, JsonNode order, String key) {
        List<JsonNode> named = new ArrayList<>();
        for (JsonNode wanted : order) {
            for (JsonNode item : list) {
                if (same(item, wanted, key)) {
                    named.add(item);
                    break;
                }
            }
        }
        List<JsonNode> result = new ArrayList<>(named);
        int after = 0;
        for (JsonNode item : list) {
            int at = named.indexOf(item);
            if (at >= 0) {
                after = result.indexOf(item) + 1;
            } else {
                result.add(after++, item);
            }
        }
        list.removeAll().addAll(result);
    }

    private static boolean same(JsonNode item, JsonNode wanted, String key) {
        return key.isEmpty() ? item.equals(wanted) : item.path(key).equals(wanted.path(key));
    }
}
