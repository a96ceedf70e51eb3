package io.fairlead.install.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One setting of the command line: `components.egressGateways[0].enabled=true`. A dot in a name is written `\.`.
///
/// @param written as a whole
/// @param steps names, and numbers of list items
/// @param value a word is a boolean or a whole number where it looks like one
record SetPath(String written, List<Step> steps, JsonNode value) {
    private static final int STEPS_MAX = 32;
    private static final int INDEX_MAX = 100;
    private static final Pattern STEP =
            Pattern.compile("((?:[^.\\[\\]\\\\]|\\\\.)+)((?:\\[[0-9]{1,4}])*)(?:\\.|$)");
    private static final Pattern INDEX = Pattern.compile("\\[([0-9]+)]");
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");

    SetPath {
        steps = List.copyOf(steps);
    }

    /// Where the next value is.
    sealed interface Step {
        record Name(String name) implements Step {}

        record Item(int index) implements Step {}
    }

    /// What can't be read.
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String what) {
            super(what);
        }
    }

    /// Reads `PATH=VALUE`.
    ///
    /// @param asText the value is a text, whatever it looks like
    static SetPath read(String written, boolean asText) throws Unreadable {
        int equals = written.indexOf('=');
        if (equals <= 0) {
            throw new Unreadable(
                    "\"%s\" is no PATH=VALUE; fix: for example profile=demo".formatted(written));
        }
        List<Step> steps = new ArrayList<>();
        String path = written.substring(0, equals);
        Matcher matcher = STEP.matcher(path);
        int at = 0;
        while (at < path.length()) {
            if (!matcher.find(at) || matcher.start() != at || steps.size() > STEPS_MAX) {
                throw new Unreadable(
                        "\"%s\" is no path; fix: names with dots between them, name[0] for an item of a list"
                                .formatted(path));
            }
            steps.add(new Step.Name(matcher.group(1).replaceAll("\\\\(.)", "$1")));
            Matcher index = INDEX.matcher(matcher.group(2));
            while (index.find()) {
                int item = Integer.parseInt(index.group(1));
                if (item > INDEX_MAX) {
                    throw new Unreadable(
                            "\"%s\": a list has at most %d items".formatted(path, INDEX_MAX));
                }
                steps.add(new Step.Item(item));
            }
            at = matcher.end();
        }
        if (steps.getFirst().equals(new Step.Name("spec")) && steps.size() > 1) {
            steps.removeFirst();
        }
        return new SetPath(written, steps, value(written.substring(equals + 1), asText));
    }

    private static JsonNode value(String text, boolean asText) {
        if (asText) {
            return TextNode.valueOf(text);
        }
        if (text.equals("true") || text.equals("false")) {
            return BooleanNode.valueOf(text.equals("true"));
        }
        if (text.equals("null")) {
            return NullNode.instance;
        }
        if (text.startsWith("{") && text.endsWith("}")) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            String inner = text.substring(1, text.length() - 1);
            if (!inner.isBlank()) {
                for (String item : inner.split(",", -1)) {
                    list.add(value(item.strip(), false));
                }
            }
            return list;
        }
        return WHOLE.matcher(text).matches()
                ? LongNode.valueOf(Long.parseLong(text))
                : TextNode.valueOf(text);
    }

    /// Sets it in a tree.
    void applyTo(ObjectNode root) {
        JsonNode at = root;
        for (int i = 0; i < steps.size(); i++) {
            boolean last = i + 1 == steps.size();
            JsonNode below =
                    last ? value : child(at, steps.get(i), steps.get(i + 1) instanceof Step.Item);
            put(at, steps.get(i), below);
            at = below;
        }
    }

    private static JsonNode child(JsonNode at, Step step, boolean list) {
        JsonNode is =
                switch (step) {
                    case Step.Name(String name) -> at.path(name);
                    case Step.Item(int index) -> at.path(index);
                };
        boolean fits = list ? is.isArray() : is.isObject();
        JsonNodeFactory json = JsonNodeFactory.instance;
        return fits ? is : list ? json.arrayNode() : json.objectNode();
    }

    private static void put(JsonNode at, Step step, JsonNode value) {
        switch (step) {
            case Step.Name(String name) -> {
                ObjectNode object = (ObjectNode) at;
                if (value.isNull()) {
                    object.remove(name);
                } else {
                    object.set(name, value);
                }
            }
            case Step.Item(int index) -> {
                ArrayNode array = (ArrayNode) at;
                while (array.size() <= index) {
                    array.addObject();
                }
                array.set(index, value);
            }
        }
    }
}
