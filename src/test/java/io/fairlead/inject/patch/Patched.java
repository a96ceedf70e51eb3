package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Carries out a JSON patch as an API server does.
public final class Patched {
    private Patched() {}

    /// A copy, patched.
    public static JsonNode with(ObjectNode object, ArrayNode patch) {
        JsonNode copy = object.deepCopy();
        for (JsonNode operation : patch) {
            String path = operation.path("path").asText();
            int slash = path.lastIndexOf('/');
            JsonNode parent = copy.at(path.substring(0, slash));
            String last = path.substring(slash + 1).replace("~1", "/").replace("~0", "~");
            JsonNode value = operation.path("value");
            String name = operation.path("op").asText();
            switch (parent) {
                case ObjectNode at when name.equals("remove") -> at.remove(last);
                case ObjectNode at -> at.set(last, value);
                case ArrayNode at when last.equals("-") -> at.add(value);
                case ArrayNode at -> at.set(Integer.parseInt(last), value);
                default -> throw new IllegalStateException("no such place: " + path);
            }
        }
        return copy;
    }
}
