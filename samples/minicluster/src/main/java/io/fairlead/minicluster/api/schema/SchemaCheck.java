package io.fairlead.minicluster.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Says what in an object its schema doesn't allow, in the words of Kubernetes.
public final class SchemaCheck {

    private final List<FieldError> errors = new ArrayList<>();

    private SchemaCheck() {}

    /// Everything that is wrong.
    public static List<FieldError> check(Schema schema, JsonNode node) {
        SchemaCheck check = new SchemaCheck();
        check.value(schema, node, "");
        return check.errors;
    }

    private static List<FieldError> check(Schema schema, JsonNode node, String path) {
        SchemaCheck check = new SchemaCheck();
        check.value(schema, node, path);
        return check.errors;
    }

    private void value(Schema schema, JsonNode node, String path) {
        if (schema.missing() || !typeFits(schema, node, path)) {
            return;
        }
        switch (node) {
            case ObjectNode map -> map(schema, map, path);
            case ArrayNode list -> list(schema, list, path);
            default -> scalar(schema, node, path);
        }
        combined(schema, node, path);
    }

    private boolean typeFits(Schema schema, JsonNode node, String path) {
        String type = schema.node().path("type").asText("");
        boolean either = schema.node().path("x-kubernetes-int-or-string").asBoolean();
        boolean fits =
                either
                        ? node.isTextual() || node.isNumber()
                        : switch (type) {
                            case "object" -> node.isObject();
                            case "array" -> node.isArray();
                            case "string" -> node.isTextual();
                            case "boolean" -> node.isBoolean();
                            case "integer" ->
                                    node.isIntegralNumber()
                                            || (node.isNumber()
                                                    && node.doubleValue()
                                                            == Math.rint(node.doubleValue()));
                            case "number" -> node.isNumber();
                            default -> true;
                        };
        if (!fits && !(node.isNull() && schema.node().path("nullable").asBoolean())) {
            errors.add(FieldError.type(path, typeOf(node), either ? "integer,string" : type));
        }
        return fits;
    }

    private static String typeOf(JsonNode node) {
        return node.isIntegralNumber()
                ? "integer"
                : switch (node.getNodeType()) {
                    case NUMBER -> "number";
                    case STRING -> "string";
                    case BOOLEAN -> "boolean";
                    case ARRAY -> "array";
                    case OBJECT, POJO -> "object";
                    case NULL, MISSING, BINARY -> "null";
                };
    }

    private void map(Schema schema, ObjectNode map, String path) {
        for (JsonNode name : schema.node().path("required")) {
            if (!map.has(name.asText())) {
                errors.add(FieldError.required(below(path, name.asText()), ""));
            }
        }
        atMost(schema, "maxProperties", map.size(), path, "must have at most %d items");
        atLeast(schema, "minProperties", map.size(), path, "should have at least %d properties");
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            value(schema.property(entry.getKey()), entry.getValue(), below(path, entry.getKey()));
        }
    }

    private void list(Schema schema, ArrayNode list, String path) {
        atMost(schema, "maxItems", list.size(), path, "must have at most %d items");
        atLeast(schema, "minItems", list.size(), path, "should have at least %d items");
        for (int i = 0; i < list.size(); i++) {
            value(schema.items(), list.get(i), path + "[" + i + "]");
        }
        if (schema.has("x-kubernetes-patch-strategy")) {
            // Of a built-in kind, whose own rules say what may be there twice.
            return;
        }
        JsonNode keys = schema.node().path("x-kubernetes-list-map-keys");
        boolean set = schema.node().path("x-kubernetes-list-type").asText().equals("set");
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < list.size() && (set || !keys.isEmpty()); i++) {
            JsonNode identity = set ? list.get(i) : only(list.get(i), keys);
            if (!seen.add(identity)) {
                errors.add(FieldError.duplicate(path + "[" + i + "]", identity));
            }
        }
    }

    private static JsonNode only(JsonNode item, JsonNode keys) {
        ObjectNode identity =
                com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        keys.forEach(key -> identity.set(key.asText(), item.path(key.asText())));
        return identity;
    }

    private void scalar(Schema schema, JsonNode node, String path) {
        JsonNode allowed = schema.node().path("enum");
        if (allowed.isArray()) {
            List<String> texts = new ArrayList<>();
            boolean found = false;
            for (JsonNode one : allowed) {
                texts.add(one.asText());
                found |= one.equals(node);
            }
            if (!found) {
                errors.add(FieldError.unsupported(path, node, texts));
            }
        }
        if (node.isTextual()) {
            text(schema, node, path);
        }
        if (node.isNumber()) {
            number(schema, node, path);
        }
    }

    private void text(Schema schema, JsonNode node, String path) {
        int length = node.textValue().codePointCount(0, node.textValue().length());
        JsonNode max = schema.node().path("maxLength");
        if (max.isNumber() && length > max.asInt()) {
            errors.add(
                    new FieldError(
                            path,
                            "FieldValueTooLong",
                            "Too long: may not be more than %d bytes".formatted(max.asInt())));
        }
        JsonNode min = schema.node().path("minLength");
        if (min.isNumber() && length < min.asInt()) {
            inBody(path, node, "should be at least %d chars long".formatted(min.asInt()));
        }
        String pattern = schema.node().path("pattern").asText("");
        if (!pattern.isEmpty() && !matches(pattern, node.textValue())) {
            inBody(path, node, "should match '" + pattern + "'");
        }
    }

    private static boolean matches(String pattern, String text) {
        try {
            return Pattern.compile(pattern).matcher(text).find();
        } catch (PatternSyntaxException _) {
            return false;
        }
    }

    private void number(Schema schema, JsonNode node, String path) {
        JsonNode min = schema.node().path("minimum");
        JsonNode max = schema.node().path("maximum");
        boolean aboveMin = schema.node().path("exclusiveMinimum").asBoolean();
        boolean belowMax = schema.node().path("exclusiveMaximum").asBoolean();
        double value = node.doubleValue();
        String format = schema.node().path("format").asText();
        if ((format.equals("int32") && !node.canConvertToInt())
                || (format.equals("int64") && !node.canConvertToLong())) {
            inBody(path, node, "must be of type " + format);
        }
        if (min.isNumber() && (value < min.asDouble() || (aboveMin && value == min.asDouble()))) {
            inBody(path, node, "should be greater than " + (aboveMin ? "" : "or equal to ") + min);
        }
        if (max.isNumber() && (value > max.asDouble() || (belowMax && value == max.asDouble()))) {
            inBody(path, node, "should be less than " + (belowMax ? "" : "or equal to ") + max);
        }
    }

    private void combined(Schema schema, JsonNode node, String path) {
        for (JsonNode one : schema.node().path("allOf")) {
            value(schema.of(one), node, path);
        }
        long any = fitting(schema, "anyOf", node, path);
        if (schema.has("anyOf") && any == 0) {
            inBody(path, node, "must validate at least one schema (anyOf)");
        }
        long one = fitting(schema, "oneOf", node, path);
        if (schema.has("oneOf") && one != 1) {
            inBody(path, node, "must validate one and only one schema (oneOf)");
        }
        if (schema.has("not")
                && check(schema.of(schema.node().path("not")), node, path).isEmpty()) {
            inBody(path, node, "must not validate the schema (not)");
        }
    }

    private static long fitting(Schema schema, String keyword, JsonNode node, String path) {
        long fitting = 0;
        for (JsonNode one : schema.node().path(keyword)) {
            fitting += check(schema.of(one), node, path).isEmpty() ? 1 : 0;
        }
        return fitting;
    }

    private void atMost(Schema schema, String keyword, int size, String path, String rule) {
        JsonNode max = schema.node().path(keyword);
        if (max.isNumber() && size > max.asInt()) {
            errors.add(
                    new FieldError(
                            path,
                            "FieldValueTooMany",
                            ("Too many: %d: " + rule).formatted(size, max.asInt())));
        }
    }

    private void atLeast(Schema schema, String keyword, int size, String path, String rule) {
        JsonNode min = schema.node().path(keyword);
        if (min.isNumber() && size < min.asInt()) {
            errors.add(
                    new FieldError(
                            path,
                            "FieldValueInvalid",
                            "Invalid value: %d: %s in body %s"
                                    .formatted(size, path, rule.formatted(min.asInt()))));
        }
    }

    private void inBody(String path, JsonNode node, String rule) {
        errors.add(FieldError.invalid(path, node, path + " in body " + rule));
    }

    private static String below(String path, String field) {
        return path.isEmpty() ? field : path + "." + field;
    }
}
