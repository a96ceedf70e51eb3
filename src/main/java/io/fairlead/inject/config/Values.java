package io.fairlead.inject.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Values by path, each held against the type that it must have.
final class Values {
    private final String name;
    private final JsonNode root;
    private final List<String> problems;

    /// @param name what they are called in messages
    /// @param problems gets what is of another type
    Values(String name, JsonNode root, List<String> problems) {
        this.name = name;
        this.root = root;
        this.problems = problems;
    }

    JsonNode at(String path) {
        JsonNode node = root;
        for (String step : path.split("\\.", -1)) {
            node = node.path(step);
        }
        return node;
    }

    private static boolean isWritten(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }

    String text(String path, String otherwise) {
        JsonNode node = at(path);
        if (!isWritten(node)) {
            return otherwise;
        }
        if (node.isContainerNode()) {
            wrong(path, node, "a text");
            return otherwise;
        }
        return node.asText().isEmpty() ? otherwise : node.asText();
    }

    /// Empty may be meant.
    String textOrEmpty(String path, String otherwise) {
        return isWritten(at(path)) && at(path).asText("x").isEmpty() ? "" : text(path, otherwise);
    }

    boolean is(String path, boolean otherwise) {
        JsonNode node = at(path);
        if (!isWritten(node)) {
            return otherwise;
        }
        return switch (node.asText()) {
            case "true" -> true;
            case "false", "" -> false;
            default -> {
                wrong(path, node, "true or false");
                yield otherwise;
            }
        };
    }

    int number(String path, int otherwise, int max) {
        JsonNode node = at(path);
        if (!isWritten(node)) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(node.asText());
            if (value >= 0 && value <= max) {
                return value;
            }
        } catch (NumberFormatException _) {
            wrong(path, node, "a number");
            return otherwise;
        }
        wrong(path, node, "0 to " + max);
        return otherwise;
    }

    ObjectNode object(String path) {
        JsonNode node = at(path);
        if (node instanceof ObjectNode object) {
            return object;
        }
        if (isWritten(node)) {
            wrong(path, node, "a mapping");
        }
        return JsonNodeFactory.instance.objectNode();
    }

    Map<String, String> texts(String path) {
        Map<String, String> texts = new TreeMap<>();
        object(path).properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
        return texts;
    }

    /// Names, written as they are or as objects with a `name`.
    List<String> names(String path) {
        List<String> names = new ArrayList<>();
        for (JsonNode item : at(path)) {
            names.add(item.isObject() ? item.path("name").asText() : item.asText());
        }
        return names;
    }

    private void wrong(String path, JsonNode node, String expected) {
        problems.add("%s: %s is %s, expected %s".formatted(name, path, node, expected));
    }
}
