package io.fairlead.install.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// What two trees say otherwise, a line each: `+` only the second, `-` only the first, `~` both, but not the same.
public final class Differences {
    private static final int TEXT_MAX = 200;

    private final List<String> lines = new ArrayList<>();

    private Differences() {}

    /// Of two values.
    public static List<String> of(JsonNode before, JsonNode after) {
        Differences differences = new Differences();
        differences.compare(before, after, "");
        return differences.lines;
    }

    /// Of objects, which are the same by kind, namespace and name. Lines of one that changed are indented below it.
    public static List<String> ofObjects(List<ObjectNode> before, List<ObjectNode> after) {
        Map<String, ObjectNode> old = byName(before);
        Map<String, ObjectNode> young = byName(after);
        TreeSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(young.keySet());
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            ObjectNode one = old.get(name);
            ObjectNode other = young.get(name);
            if (one == null || other == null) {
                lines.add((one == null ? "+ " : "- ") + name);
            } else {
                List<String> inside = of(one, other);
                if (!inside.isEmpty()) {
                    lines.add("~ " + name);
                    inside.forEach(line -> lines.add("    " + line));
                }
            }
        }
        return lines;
    }

    private static Map<String, ObjectNode> byName(List<ObjectNode> objects) {
        Map<String, ObjectNode> named = new TreeMap<>();
        objects.forEach(object -> named.put(name(object), object));
        return named;
    }

    /// As people call an object: kind, namespace if it has one, name.
    public static String name(JsonNode object) {
        String namespace = object.at("/metadata/namespace").asText();
        return "%s %s%s"
                .formatted(
                        object.path("kind").asText(),
                        namespace.isEmpty() ? "" : namespace + "/",
                        object.at("/metadata/name").asText());
    }

    private void compare(JsonNode before, JsonNode after, String path) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                compare(
                        before.path(name),
                        after.path(name),
                        path.isEmpty() ? name : path + "." + name);
            }
        } else if (before.isArray() && after.isArray()) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                compare(item(before, i), item(after, i), path + "[" + i + "]");
            }
        } else if (before.isMissingNode()) {
            lines.add("+ %s: %s".formatted(path, text(after)));
        } else if (after.isMissingNode()) {
            lines.add("- %s: %s".formatted(path, text(before)));
        } else {
            lines.add("~ %s: %s -> %s".formatted(path, text(before), text(after)));
        }
    }

    private static JsonNode item(JsonNode list, int i) {
        return i < list.size() ? list.get(i) : MissingNode.getInstance();
    }

    private static String text(JsonNode value) {
        String text = value.toString();
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "…";
    }
}
