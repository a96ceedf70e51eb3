package io.fairlead.minicluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A place in a JSON tree that knows its path and notes what is wrong there.
record Tree(String path, JsonNode node, List<Problem> problems) {

    Tree at(String field) {
        String below = path.isEmpty() ? field : path + "." + field;
        return new Tree(below, node.path(field), problems);
    }

    boolean absent() {
        return node.isMissingNode() || node.isNull();
    }

    <T extends @Nullable Object> T wrong(String expected, T instead) {
        problems.add(new Problem(path, expected));
        return instead;
    }

    String text(String fallback) {
        if (absent()) {
            return fallback;
        }
        return node.isValueNode() ? node.asText() : wrong("expected a text", fallback);
    }

    String required() {
        String text = text("");
        return text.isEmpty() ? wrong("is required", text) : text;
    }

    int number(int fallback) {
        if (absent()) {
            return fallback;
        }
        if (node.isIntegralNumber() && node.canConvertToInt()) {
            return node.intValue();
        }
        return wrong("expected a whole number, got " + node, fallback);
    }

    int port(int fallback) {
        int port = number(fallback);
        boolean legal = port >= 0 && port <= 65_535;
        return legal ? port : wrong("expected a port, 1 to 65535, got " + port, fallback);
    }

    PortRef portRef(PortRef fallback) {
        if (absent()) {
            return fallback;
        }
        return node.isTextual()
                ? new PortRef.ByName(node.textValue())
                : new PortRef.ByNumber(port(1));
    }

    Map<String, String> texts() {
        if (absent()) {
            return Map.of();
        }
        if (!node.isObject()) {
            return wrong("expected a map of texts", Map.of());
        }
        Map<String, String> texts = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(key -> texts.put(key, at(key).text("")));
        return texts;
    }

    <T> List<T> list(Function<Tree, T> item) {
        if (absent()) {
            return List.of();
        }
        if (!node.isArray()) {
            return wrong("expected a list", List.of());
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            items.add(item.apply(new Tree(path + "[" + i + "]", node.get(i), problems)));
        }
        return items;
    }
}
