package io.fairlead.install.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The functions that our charts use, out of those that Helm has. Others are errors.
final class Functions {
    static final String GET = "Get";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /// What is carried out where its arguments are not values yet.
    private static final Set<String> LAZY = Set.of("and", "or", "include");

    private static final Map<String, Function> ALL =
            Map.ofEntries(
                    Map.entry("not", function(1, a -> BooleanNode.valueOf(Truth.isEmpty(a.at(0))))),
                    Map.entry("eq", function(2, a -> BooleanNode.valueOf(a.same(0, 1)))),
                    Map.entry("ne", function(2, a -> BooleanNode.valueOf(!a.same(0, 1)))),
                    Map.entry(
                            "default",
                            function(2, a -> Truth.isEmpty(a.at(1)) ? a.at(0) : a.at(1))),
                    Map.entry("quote", function(1, Functions::quote)),
                    Map.entry("toYaml", function(1, a -> text(Output.yaml(a.at(0))))),
                    Map.entry("toJson", function(1, a -> text(Output.json(a.at(0))))),
                    Map.entry("toPrettyJson", function(1, a -> text(Output.prettyJson(a.at(0))))),
                    Map.entry("indent", function(2, a -> text(indent(a.number(0), a.text(1))))),
                    Map.entry(
                            "nindent",
                            function(2, a -> text("\n" + indent(a.number(0), a.text(1))))),
                    Map.entry("trunc", function(2, a -> text(trunc(a.number(0), a.text(1))))),
                    Map.entry(
                            "trimSuffix", function(2, a -> text(trimSuffix(a.text(0), a.text(1))))),
                    Map.entry(
                            "replace",
                            function(3, a -> text(a.text(2).replace(a.text(0), a.text(1))))),
                    Map.entry("printf", new Function(1, 9, Functions::printf)),
                    Map.entry("required", function(2, Functions::required)),
                    Map.entry(
                            "fail",
                            function(
                                    1,
                                    a -> {
                                        throw a.place().error(a.text(0));
                                    })),
                    Map.entry(
                            "hasKey",
                            function(2, a -> BooleanNode.valueOf(a.at(0).has(a.text(1))))),
                    Map.entry("index", function(2, Functions::index)),
                    Map.entry("dict", new Function(0, 20, Functions::dict)),
                    Map.entry(
                            "list", new Function(0, 20, a -> JSON.arrayNode().addAll(a.values()))),
                    Map.entry(
                            "ternary",
                            function(3, a -> Truth.isEmpty(a.at(2)) ? a.at(1) : a.at(0))),
                    Map.entry("b64enc", function(1, a -> text(base64(a.text(0))))),
                    Map.entry(GET, function(2, a -> text(a.at(0).path(a.text(1)).asText()))));

    /// @param least how many arguments there are, and how many at most
    private record Function(int least, int most, Body body) {}

    /// What a function does.
    @FunctionalInterface
    private interface Body {
        JsonNode of(Arguments arguments);
    }

    private Functions() {}

    private static Function function(int count, Body body) {
        return new Function(count, count, body);
    }

    /// All names, in order.
    static Set<String> names() {
        Set<String> names = new TreeSet<>(ALL.keySet());
        names.addAll(LAZY);
        return names;
    }

    static JsonNode call(String name, List<JsonNode> values, Place place) {
        Function function = ALL.get(name);
        if (function == null) {
            throw place.error("unknown function \"%s\"".formatted(name));
        }
        if (values.size() < function.least() || values.size() > function.most()) {
            throw place.error(
                    "%s takes %s arguments, not %d"
                            .formatted(
                                    name,
                                    function.least() == function.most()
                                            ? String.valueOf(function.least())
                                            : function.least() + " to " + function.most(),
                                    values.size()));
        }
        return function.body().of(new Arguments(name, values, place));
    }

    private static JsonNode text(String text) {
        return TextNode.valueOf(text);
    }

    /// As Go writes it; of nothing, nothing.
    private static JsonNode quote(Arguments a) {
        return a.at(0).isMissingNode() || a.at(0).isNull()
                ? text("")
                : text(TextNode.valueOf(a.text(0)).toString());
    }

    private static String indent(int columns, String text) {
        String margin = " ".repeat(columns);
        return margin + text.replace("\n", "\n" + margin);
    }

    private static String trunc(int length, String text) {
        return text.substring(0, Math.min(Math.max(0, length), text.length()));
    }

    private static String trimSuffix(String suffix, String text) {
        return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Only `%s` and `%d`.
    private static JsonNode printf(Arguments a) {
        StringBuilder made = new StringBuilder();
        String format = a.text(0);
        int next = 1;
        for (int i = 0; i < format.length(); i++) {
            if (format.charAt(i) != '%') {
                made.append(format.charAt(i));
                continue;
            }
            char verb = i + 1 < format.length() ? format.charAt(++i) : ' ';
            if (verb != 's' && verb != 'd') {
                throw a.place()
                        .error("printf: only %%s and %%d are understood, not %%%c".formatted(verb));
            }
            made.append(a.text(next++));
        }
        return text(made.toString());
    }

    private static JsonNode required(Arguments a) {
        if (Truth.isEmpty(a.at(1))) {
            throw a.place().error(a.text(0));
        }
        return a.at(1);
    }

    private static JsonNode index(Arguments a) {
        JsonNode of = a.at(0);
        if (of.isArray()) {
            int index = a.number(1);
            if (index < 0 || index >= of.size()) {
                throw a.place().error("index %d of a list of %d".formatted(index, of.size()));
            }
            return of.get(index);
        }
        return of.isObject() ? of.path(a.text(1)) : MissingNode.getInstance();
    }

    private static JsonNode dict(Arguments a) {
        if (a.values().size() % 2 != 0) {
            throw a.place().error("dict takes keys and values in turn");
        }
        ObjectNode made = JSON.objectNode();
        for (int i = 0; i < a.values().size(); i += 2) {
            JsonNode value = a.at(i + 1);
            made.set(a.text(i), value.isMissingNode() ? JSON.nullNode() : value);
        }
        return made;
    }

    /// Values that a function is given.
    private record Arguments(String name, List<JsonNode> values, Place place) {

        JsonNode at(int i) {
            if (i >= values.size()) {
                throw place.error("%s: argument %d is missing".formatted(name, i + 1));
            }
            return values.get(i);
        }

        String text(int i) {
            return Truth.text(at(i), place);
        }

        int number(int i) {
            if (!at(i).isInt() || at(i).intValue() > 1000 || at(i).intValue() < 0) {
                throw place.error(
                        "%s: argument %d is no number from 0 to 1000".formatted(name, i + 1));
            }
            return at(i).intValue();
        }

        /// Words with words, numbers with numbers: other comparisons are errors in Go, too.
        boolean same(int one, int other) {
            JsonNode a = at(one);
            JsonNode b = at(other);
            if (a.isContainerNode() || b.isContainerNode()) {
                throw place.error("%s: lists and mappings can't be compared".formatted(name));
            }
            if (isNothing(a) || isNothing(b)) {
                return isNothing(a) && isNothing(b);
            }
            if (a.getNodeType() != b.getNodeType()) {
                throw place.error("%s: %s and %s can't be compared".formatted(name, a, b));
            }
            return a.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) == 0 : a.equals(b);
        }

        private static boolean isNothing(JsonNode value) {
            return value.isMissingNode() || value.isNull();
        }
    }
}
