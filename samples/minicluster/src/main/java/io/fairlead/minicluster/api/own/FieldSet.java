package io.fairlead.minicluster.api.own;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Paths to fields, as a tree in Kubernetes' form `FieldsV1`: `f:NAME` is a field, `k:{…}` an item of a list that is
/// known by keys, `v:VALUE` a member of a set; `.` says that the place itself belongs to the set, which a place without
/// anything below it always does. Not to be changed.
record FieldSet(ObjectNode tree) {

    static final FieldSet EMPTY = new FieldSet(JsonNodeFactory.instance.objectNode());

    private static final String SELF = ".";
    private static final ObjectMapper JSON = new ObjectMapper();

    /// What leads from a place to one below it.
    static String field(String name) {
        return "f:" + name;
    }

    /// An item that is known by these keys, as JSON in the order of the keys.
    static String item(ObjectNode keys) {
        return "k:" + keys;
    }

    static String member(JsonNode value) {
        return "v:" + value;
    }

    boolean isEmpty() {
        return tree.isEmpty();
    }

    /// Does the place at which this set begins belong to it?
    boolean hasSelf() {
        return tree.isEmpty() || tree.has(SELF);
    }

    /// What stands below a place; null where nothing does.
    @Nullable FieldSet below(String step) {
        return tree.get(step) instanceof ObjectNode sub ? new FieldSet(sub) : null;
    }

    /// Steps that lead on from here.
    List<String> steps() {
        List<String> steps = new ArrayList<>();
        tree.fieldNames().forEachRemaining(steps::add);
        steps.remove(SELF);
        return steps;
    }

    /// Without all that is below this field of the first level.
    FieldSet without(String step) {
        ObjectNode rest = tree.objectNode();
        rest.setAll(tree);
        rest.remove(step);
        return new FieldSet(rest);
    }

    /// Only what is below this field of the first level.
    FieldSet only(String step) {
        ObjectNode rest = tree.objectNode();
        if (tree.get(step) instanceof ObjectNode sub) {
            rest.set(step, sub);
        }
        return new FieldSet(rest);
    }

    FieldSet and(FieldSet other) {
        return isEmpty() ? other : other.isEmpty() ? this : new FieldSet(union(tree, other.tree));
    }

    FieldSet minus(FieldSet other) {
        @Nullable ObjectNode left = difference(tree, other.tree, false);
        return left == null ? EMPTY : new FieldSet(left);
    }

    /// What belongs to both.
    FieldSet common(FieldSet other) {
        return minus(minus(other));
    }

    private static ObjectNode union(ObjectNode one, ObjectNode other) {
        ObjectNode all = one.deepCopy();
        if (one.isEmpty() != other.isEmpty()) {
            all.putObject(SELF);
        }
        for (Map.Entry<String, JsonNode> entry : other.properties()) {
            ObjectNode theirs = (ObjectNode) entry.getValue();
            all.set(
                    entry.getKey(),
                    all.get(entry.getKey()) instanceof ObjectNode mine
                            ? union(mine, theirs)
                            : theirs.deepCopy());
        }
        return all;
    }

    /// What is left of a place; null where nothing is.
    ///
    /// @param inner whether the place itself may belong to the set: the root doesn't
    private static @Nullable ObjectNode difference(
            ObjectNode from, ObjectNode taken, boolean inner) {
        boolean self =
                inner
                        && (from.isEmpty() || from.has(SELF))
                        && !(taken.isEmpty() || taken.has(SELF));
        ObjectNode left = from.objectNode();
        for (Map.Entry<String, JsonNode> entry : from.properties()) {
            if (entry.getKey().equals(SELF)) {
                continue;
            }
            ObjectNode sub = (ObjectNode) entry.getValue();
            @Nullable ObjectNode rest =
                    taken.get(entry.getKey()) instanceof ObjectNode theirs
                            ? difference(sub, theirs, true)
                            : sub.deepCopy();
            if (rest != null) {
                left.set(entry.getKey(), rest);
            }
        }
        if (self && !left.isEmpty()) {
            left.putObject(SELF);
        }
        return left.isEmpty() && !self ? null : left;
    }

    /// The paths, as people write them: `.spec.containers[name="web"].image`.
    List<String> paths() {
        List<String> paths = new ArrayList<>();
        steps().forEach(step ->
                new FieldSet((ObjectNode) tree.get(step)).paths(words(step), paths));
        return paths;
    }

    private void paths(String here, List<String> paths) {
        if (hasSelf()) {
            paths.add(here);
        }
        for (String step : steps()) {
            new FieldSet((ObjectNode) tree.get(step)).paths(here + words(step), paths);
        }
    }

    private static String words(String step) {
        String rest = step.substring(2);
        return switch (step.charAt(0)) {
            case 'f' -> "." + rest;
            case 'k' ->
                    read(rest).properties().stream()
                            .map(key -> key.getKey() + "=" + key.getValue())
                            .collect(Collectors.joining(",", "[", "]"));
            default -> "[=" + rest + "]";
        };
    }

    /// A step that somebody wrote and nobody can read stands for itself.
    private static JsonNode read(String keys) {
        try {
            return JSON.readTree(keys);
        } catch (JsonProcessingException _) {
            return JsonNodeFactory.instance.objectNode().put(keys, "");
        }
    }

    /// Reads what somebody may have sent.
    ///
    /// @return null where it isn't such a tree
    static @Nullable FieldSet parse(JsonNode sent) {
        return sent instanceof ObjectNode tree && isTree(tree) ? new FieldSet(tree) : null;
    }

    private static boolean isTree(ObjectNode node) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            boolean step = entry.getKey().equals(SELF) || entry.getKey().matches("(?s)[fkvi]:.*");
            if (!step || !(entry.getValue() instanceof ObjectNode below) || !isTree(below)) {
                return false;
            }
        }
        return true;
    }
}
