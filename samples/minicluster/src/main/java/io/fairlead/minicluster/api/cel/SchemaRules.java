package io.fairlead.minicluster.api.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fairlead.minicluster.api.cel.Expression.Scope;
import io.fairlead.minicluster.api.cel.Expression.Wrong;
import io.fairlead.minicluster.api.model.FieldError;
import io.fairlead.minicluster.api.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Holds an object against the rules in its schema (`x-kubernetes-validations`), each at its place.
public final class SchemaRules {

    private static final String RULES = "x-kubernetes-validations";
    private static final Pattern OLD = Pattern.compile("\\boldSelf\\b");

    private final List<FieldError> errors = new ArrayList<>();

    private final Budget budget = Budget.ofObject();

    private SchemaRules() {}

    /// What is wrong with an object.
    ///
    /// @param old the object before a change; null where it is new. Rules that name it hold for new objects
    public static List<FieldError> check(Schema schema, JsonNode object, @Nullable JsonNode old) {
        SchemaRules rules = new SchemaRules();
        rules.walk(schema, object, old, "");
        return rules.errors;
    }

    private void walk(Schema schema, JsonNode value, @Nullable JsonNode old, String path) {
        if (schema.node().isMissingNode() || value.isNull()) {
            return;
        }
        JsonNode here = schema.node().path(RULES);
        if (!here.isEmpty()) {
            Object self = CelValues.of(value, schema);
            @Nullable Object oldSelf = old == null ? null : CelValues.of(old, schema);
            here.forEach(rule -> hold(rule, value, self, oldSelf, path));
        }
        switch (value) {
            case ObjectNode map ->
                    map.properties()
                            .forEach(entry ->
                                    walk(
                                            schema.property(entry.getKey()),
                                            entry.getValue(),
                                            old == null ? null : old.get(entry.getKey()),
                                            path.isEmpty()
                                                    ? entry.getKey()
                                                    : path + "." + entry.getKey()));
            case ArrayNode list -> {
                Map<String, JsonNode> before = byKeys(schema, old);
                for (int i = 0; i < list.size(); i++) {
                    walk(
                            schema.items(),
                            list.get(i),
                            before.get(keys(schema, list.get(i))),
                            path + "[" + i + "]");
                }
            }
            default -> {}
        }
    }

    /// Which item an item was before is known of lists with keys only.
    private static Map<String, JsonNode> byKeys(Schema schema, @Nullable JsonNode old) {
        Map<String, JsonNode> items = new HashMap<>();
        if (old != null && !schema.listKeys().isEmpty()) {
            old.forEach(item -> items.put(keys(schema, item), item));
        }
        return items;
    }

    private static String keys(Schema schema, JsonNode item) {
        return schema.listKeys().keySet().stream().map(item::path).toList().toString();
    }

    private void hold(
            JsonNode rule, JsonNode value, Object self, @Nullable Object old, String path) {
        String text = rule.path("rule").asText();
        Optional<Expression> compiled = compiled(text);
        boolean optional = rule.path("optionalOldSelf").asBoolean();
        if (budget.isSpent()
                || compiled.isEmpty()
                || (old == null && !optional && OLD.matcher(text).find())) {
            return;
        }
        Variables variables = Variables.of(self, old, optional);
        try {
            if (!compiled.get().holds(variables, budget)) {
                errors.add(error(rule, value, message(rule, variables), path));
            }
        } catch (Wrong wrong) {
            errors.add(error(rule, type(value), String.valueOf(wrong.getMessage()), path));
        }
    }

    private String message(JsonNode rule, Variables variables) {
        String standard = rule.path("message").asText("failed rule: " + rule.path("rule").asText());
        Optional<Expression> expression =
                rule.has("messageExpression")
                        ? compiled(rule.path("messageExpression").asText())
                        : Optional.empty();
        if (expression.isEmpty()) {
            return standard;
        }
        try {
            return expression.get().value(variables, budget) instanceof String text
                            && !text.isBlank()
                    ? text
                    : standard;
        } catch (Wrong _) {
            // As Kubernetes does: the message is worth less than the refusal.
            return standard;
        }
    }

    private static FieldError error(JsonNode rule, JsonNode value, String message, String path) {
        String field = path + rule.path("fieldPath").asText("");
        String place = field.startsWith(".") ? field.substring(1) : field;
        JsonNode shown = value.isContainerNode() ? type(value) : value;
        return switch (rule.path("reason").asText("")) {
            case "FieldValueForbidden" -> FieldError.forbidden(place, message);
            case "FieldValueRequired" -> FieldError.required(place, message);
            case "FieldValueDuplicate" -> FieldError.duplicate(place, shown);
            default -> FieldError.invalid(place, shown, message);
        };
    }

    private static JsonNode type(JsonNode value) {
        return TextNode.valueOf(
                value.isIntegralNumber()
                        ? "integer"
                        : value.getNodeType().name().toLowerCase(Locale.ROOT));
    }

    private static Optional<Expression> compiled(String text) {
        try {
            return Optional.of(Expression.of(text, Scope.RULE));
        } catch (Wrong _) {
            // Said when the definition was written.
            return Optional.empty();
        }
    }

    /// What is wrong with the rules of a CustomResourceDefinition.
    ///
    /// @param warnings gets the rules that name what this server doesn't know; they aren't held
    public static List<FieldError> ofDefinition(JsonNode definition, Consumer<String> warnings) {
        List<FieldError> errors = new ArrayList<>();
        JsonNode versions = definition.path("spec").path("versions");
        for (int i = 0; i < versions.size(); i++) {
            ofSchema(
                    versions.get(i).path("schema").path("openAPIV3Schema"),
                    "spec.versions[%d].schema.openAPIV3Schema".formatted(i),
                    errors,
                    warnings);
        }
        return errors;
    }

    private static void ofSchema(
            JsonNode schema, String path, List<FieldError> errors, Consumer<String> warnings) {
        JsonNode rules = schema.path(RULES);
        for (int i = 0; i < rules.size(); i++) {
            JsonNode rule = rules.get(i).path("rule");
            String field = "%s.%s[%d].rule".formatted(path, RULES, i);
            try {
                Expression _ = Expression.of(rule.asText(), Scope.RULE);
            } catch (Wrong wrong) {
                if (wrong.isUnknownName()) {
                    warnings.accept("%s: isn't held here: %s".formatted(field, wrong.getMessage()));
                } else {
                    errors.add(FieldError.invalid(field, rule, String.valueOf(wrong.getMessage())));
                }
            }
        }
        schema.path("properties")
                .properties()
                .forEach(property ->
                        ofSchema(
                                property.getValue(),
                                "%s.properties[%s]".formatted(path, property.getKey()),
                                errors,
                                warnings));
        for (String below : List.of("items", "additionalProperties")) {
            if (schema.path(below).isObject()) {
                ofSchema(schema.path(below), path + "." + below, errors, warnings);
            }
        }
    }
}
