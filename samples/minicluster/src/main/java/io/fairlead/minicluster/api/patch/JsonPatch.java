package io.fairlead.minicluster.api.patch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;

/// RFC 6902.
final class JsonPatch {

    private JsonPatch() {}

    /// Changes the object that it is given.
    static JsonNode apply(JsonNode object, ArrayNode operations) {
        JsonNode now = object;
        for (JsonNode operation : operations) {
            now = one(now, operation);
        }
        return now;
    }

    private static JsonNode one(JsonNode object, JsonNode operation) {
        String name = operation.path("op").asText();
        JsonPointer path = pointer(operation, "path");
        return switch (name) {
            case "add" -> add(object, path, value(operation));
            case "remove" -> remove(object, path);
            case "replace" -> {
                existing(object, path);
                yield path.matches() ? value(operation) : replace(object, path, value(operation));
            }
            case "move" -> {
                JsonPointer from = pointer(operation, "from");
                JsonNode moved = existing(object, from);
                yield add(remove(object, from), path, moved);
            }
            case "copy" ->
                    add(object, path, existing(object, pointer(operation, "from")).deepCopy());
            case "test" -> {
                if (!object.at(path).equals(value(operation))) {
                    throw unprocessable("testing path %s failed".formatted(path));
                }
                yield object;
            }
            default -> throw ApiError.badRequest("unexpected operation of a JSON patch: " + name);
        };
    }

    private static JsonNode add(JsonNode object, JsonPointer path, JsonNode value) {
        if (path.matches()) {
            return value;
        }
        JsonNode parent = existing(object, path.head());
        String last = path.last().getMatchingProperty();
        if (parent instanceof ArrayNode array) {
            int index = last.equals("-") ? array.size() : index(path, array.size());
            array.insert(index, value);
        } else if (parent instanceof ObjectNode map) {
            map.set(last, value);
        } else {
            throw missing(path);
        }
        return object;
    }

    private static JsonNode replace(JsonNode object, JsonPointer path, JsonNode value) {
        JsonNode parent = object.at(path.head());
        if (parent instanceof ArrayNode array) {
            array.set(index(path, array.size() - 1), value);
        } else if (parent instanceof ObjectNode map) {
            map.set(path.last().getMatchingProperty(), value);
        }
        return object;
    }

    private static JsonNode remove(JsonNode object, JsonPointer path) {
        existing(object, path);
        JsonNode parent = object.at(path.head());
        if (parent instanceof ArrayNode array) {
            array.remove(index(path, array.size() - 1));
        } else if (parent instanceof ObjectNode map) {
            map.remove(path.last().getMatchingProperty());
        }
        return object;
    }

    private static int index(JsonPointer path, int max) {
        int index = path.last().getMatchingIndex();
        if (index < 0 || index > max) {
            throw missing(path);
        }
        return index;
    }

    private static JsonNode existing(JsonNode object, JsonPointer path) {
        JsonNode found = object.at(path);
        if (found.isMissingNode()) {
            throw missing(path);
        }
        return found;
    }

    private static JsonNode value(JsonNode operation) {
        if (!operation.has("value")) {
            throw ApiError.badRequest("operation of a JSON patch without a value: " + operation);
        }
        return operation.path("value").deepCopy();
    }

    private static JsonPointer pointer(JsonNode operation, String field) {
        try {
            return JsonPointer.compile(operation.path(field).asText(""));
        } catch (IllegalArgumentException wrong) {
            throw ApiError.badRequest(
                    "%s of a JSON patch: %s".formatted(field, wrong.getMessage()));
        }
    }

    private static ApiError missing(JsonPointer path) {
        return unprocessable("doc is missing path: \"%s\": missing value".formatted(path));
    }

    private static ApiError unprocessable(String why) {
        return ApiError.unprocessable(
                "the server rejected our request due to an error in our request: " + why);
    }
}
