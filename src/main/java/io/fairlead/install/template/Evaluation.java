package io.fairlead.install.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Carries out a template. Mutable, lives for one result.
final class Evaluation {
    private final Map<String, List<Step>> templates;
    private final Limits limits;
    private final List<StringBuilder> outputs = new ArrayList<>();
    private int stepsDone;
    private int charsMade;

    Evaluation(Map<String, List<Step>> templates, Limits limits) {
        this.templates = templates;
        this.limits = limits;
    }

    String run(List<Step> steps, JsonNode root, Place place) {
        if (outputs.size() >= limits.depthMax()) {
            throw place.error(
                    "templates include each other more than %d deep".formatted(limits.depthMax()));
        }
        outputs.add(new StringBuilder());
        steps(steps, new Scope(root, root, null));
        return outputs.removeLast().toString();
    }

    private void steps(List<Step> steps, Scope scope) {
        for (Step step : steps) {
            switch (step) {
                case Step.Text(String text) -> write(text, new Place("output", 1));
                case Step.Output(Expr value, Place place) ->
                        write(Truth.text(value(value, scope), place), place);
                case Step.Let let -> let(let, scope);
                case Step.If(Expr condition, List<Step> then, List<Step> otherwise) ->
                        steps(
                                Truth.isEmpty(value(condition, scope)) ? otherwise : then,
                                scope.inner(scope.dot()));
                case Step.With(Expr of, List<Step> then, List<Step> otherwise) -> {
                    JsonNode value = value(of, scope);
                    boolean empty = Truth.isEmpty(value);
                    steps(empty ? otherwise : then, scope.inner(empty ? scope.dot() : value));
                }
                case Step.Range range -> range(range, scope);
            }
        }
    }

    private void write(String text, Place place) {
        charsMade += text.length();
        if (charsMade > limits.outputCharsMax()) {
            throw place.error(
                    "more than %d characters of output".formatted(limits.outputCharsMax()));
        }
        outputs.getLast().append(text);
    }

    private void let(Step.Let let, Scope scope) {
        JsonNode value = value(let.value(), scope);
        if (let.isNew()) {
            scope.declare(let.variable(), value);
        } else if (!scope.set(let.variable(), value)) {
            throw let.place().error("there is no variable $%s".formatted(let.variable()));
        }
    }

    private void range(Step.Range range, Scope scope) {
        JsonNode over = value(range.over(), scope);
        if (Truth.isEmpty(over)) {
            steps(range.otherwise(), scope.inner(scope.dot()));
        } else if (over.isArray()) {
            for (int i = 0; i < over.size(); i++) {
                round(range, IntNode.valueOf(i), over.get(i), scope);
            }
        } else if (over.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            over.properties().forEach(e -> sorted.put(e.getKey(), e.getValue()));
            sorted.forEach((key, item) -> round(range, TextNode.valueOf(key), item, scope));
        } else {
            throw range.place()
                    .error("range over \"%s\", which is no list and no mapping".formatted(over));
        }
    }

    private void round(Step.Range range, JsonNode key, JsonNode item, Scope scope) {
        Scope inner = scope.inner(item);
        declare(inner, range.key(), key);
        declare(inner, range.item(), item);
        steps(range.then(), inner);
    }

    private static void declare(Scope scope, @Nullable String variable, JsonNode value) {
        if (variable != null) {
            scope.declare(variable, value);
        }
    }

    private JsonNode value(Expr expr, Scope scope) {
        if (++stepsDone > limits.stepsMax()) {
            throw new Place("template", 1).error("more than %d steps".formatted(limits.stepsMax()));
        }
        return switch (expr) {
            case Expr.Literal(JsonNode value) -> value;
            case Expr.Dot _ -> scope.dot();
            case Expr.Variable(String name, Place place) -> {
                JsonNode value = scope.find(name);
                if (value == null) {
                    throw place.error("there is no variable $%s".formatted(name));
                }
                yield value;
            }
            case Expr.Field(Expr of, String name, Place place) ->
                    field(value(of, scope), name, place);
            case Expr.Call call -> call(call, scope);
        };
    }

    /// Nothing where a mapping has no such key; what is no mapping has no fields.
    private static JsonNode field(JsonNode of, String name, Place place) {
        if (!of.isObject()) {
            throw place.error(
                    "no field \"%s\": what stands before it is %s"
                            .formatted(
                                    name,
                                    of.isMissingNode() || of.isNull() ? "nothing" : "no mapping"));
        }
        return of.path(name);
    }

    private JsonNode call(Expr.Call call, Scope scope) {
        return switch (call.function()) {
            case "and", "or" -> deciding(call, scope);
            case "include" -> included(call, scope);
            default -> {
                List<JsonNode> values = new ArrayList<>();
                call.arguments().forEach(one -> values.add(value(one, scope)));
                yield Functions.call(call.function(), values, call.place());
            }
        };
    }

    /// The first that is empty (`and`) or isn't (`or`); else the last.
    private JsonNode deciding(Expr.Call call, Scope scope) {
        JsonNode last = MissingNode.getInstance();
        for (Expr one : call.arguments()) {
            last = value(one, scope);
            if (Truth.isEmpty(last) == call.function().equals("and")) {
                return last;
            }
        }
        return last;
    }

    private JsonNode included(Expr.Call call, Scope scope) {
        List<Expr> given = call.arguments();
        if (given.size() != 2) {
            throw call.place().error("include takes a name and a value");
        }
        String name = Truth.text(value(given.get(0), scope), call.place());
        List<Step> steps = templates.get(name);
        if (steps == null) {
            throw call.place().error("there is no template \"%s\"".formatted(name));
        }
        return TextNode.valueOf(run(steps, value(given.get(1), scope), call.place()));
    }
}
