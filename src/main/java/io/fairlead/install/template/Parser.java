package io.fairlead.install.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads one template file: its own steps, and the templates that it defines. Mutable, lives for one file.
final class Parser {
    private static final Pattern KEYWORD = Pattern.compile("([a-z]+)(?:\\s+(.*))?", Pattern.DOTALL);
    private static final Pattern DEFINE = Pattern.compile("\"([^\"\\\\]+)\"");
    private static final Pattern NEW_VARIABLE = Pattern.compile("\\$[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<String> KEYWORDS =
            Set.of("if", "with", "range", "define", "else", "end");
    private static final Set<String> REFUSED = Set.of("template", "block", "break", "continue");

    private final List<Piece> pieces;
    private final Limits limits;
    private final String file;
    private final Map<String, List<Step>> defined = new LinkedHashMap<>();
    private int at;
    private int depth;

    /// @param own what the file itself makes
    /// @param defined templates by name
    record Parsed(List<Step> own, Map<String, List<Step>> defined) {
        Parsed {
            own = List.copyOf(own);
            defined = Map.copyOf(defined);
        }
    }

    /// A keyword and what follows it; the keyword is empty where the action is a pipeline.
    private record Statement(String keyword, String rest, Place place) {}

    /// How a list of steps ended.
    private record Block(List<Step> steps, Statement end) {}

    private Parser(String file, List<Piece> pieces, Limits limits) {
        this.file = file;
        this.pieces = pieces;
        this.limits = limits;
    }

    static Parsed parse(String file, String text, Limits limits) {
        Parser parser = new Parser(file, new Cutter(file, text, limits).cut(), limits);
        Block whole = parser.block();
        if (!whole.end().keyword().isEmpty()) {
            throw whole.end()
                    .place()
                    .error("{{ %s }} without a beginning".formatted(whole.end().keyword()));
        }
        return new Parsed(whole.steps(), parser.defined);
    }

    private Block block() {
        List<Step> steps = new ArrayList<>();
        while (at < pieces.size()) {
            switch (pieces.get(at++)) {
                case Piece.Text(String text) -> steps.add(new Step.Text(text));
                case Piece.Action(String code, Place place) -> {
                    Statement statement = statement(code, place);
                    if (statement.keyword().equals("end") || statement.keyword().equals("else")) {
                        return new Block(steps, statement);
                    }
                    step(statement, steps);
                }
            }
        }
        return new Block(steps, new Statement("", "", new Place(file, 1)));
    }

    private Statement statement(String code, Place place) {
        Matcher matcher = KEYWORD.matcher(code);
        if (matcher.matches()) {
            String word = matcher.group(1);
            if (REFUSED.contains(word)) {
                throw place.error(
                        "{{ %s }} is not part of what is understood here".formatted(word));
            }
            if (KEYWORDS.contains(word)) {
                String rest = matcher.group(2);
                return new Statement(word, rest == null ? "" : rest, place);
            }
        }
        return new Statement("", code, place);
    }

    private void step(Statement statement, List<Step> into) {
        switch (statement.keyword()) {
            case "if" -> into.add(choice(statement));
            case "with" -> {
                Expr value = expression(statement);
                List<Step> then = inner(statement);
                into.add(new Step.With(value, then, otherwise(statement)));
            }
            case "range" -> into.add(range(statement));
            case "define" -> define(statement);
            default -> into.add(pipeline(statement));
        }
    }

    private Statement last = new Statement("", "", new Place("", 0));

    /// The steps up to `else` or `end`, which is remembered.
    private List<Step> inner(Statement begin) {
        if (++depth > limits.depthMax()) {
            throw begin.place()
                    .error("more than %d blocks in each other".formatted(limits.depthMax()));
        }
        Block block = block();
        depth--;
        if (block.end().keyword().isEmpty()) {
            throw begin.place().error("{{ %s }} without {{ end }}".formatted(begin.keyword()));
        }
        last = block.end();
        return block.steps();
    }

    private Step choice(Statement statement) {
        Expr condition = expression(statement);
        List<Step> then = inner(statement);
        return new Step.If(condition, then, otherwise(statement));
    }

    private List<Step> otherwise(Statement begin) {
        if (last.keyword().equals("end")) {
            return List.of();
        }
        Matcher more = KEYWORD.matcher(last.rest());
        if (last.rest().isEmpty()) {
            List<Step> steps = inner(begin);
            if (!last.keyword().equals("end")) {
                throw last.place().error("a second {{ else }}");
            }
            return steps;
        }
        if (!begin.keyword().equals("if") || !more.matches() || !more.group(1).equals("if")) {
            throw last.place().error("{{ else %s }} is not understood".formatted(last.rest()));
        }
        String condition = more.group(2);
        return List.of(
                choice(new Statement("if", condition == null ? "" : condition, last.place())));
    }

    private Step range(Statement statement) {
        Words words = new Words(statement.rest(), statement.place());
        List<String> variables = new ArrayList<>();
        if (words.peekSecond().equals(",") || words.peekSecond().equals(":=")) {
            variables.add(variable(words));
            if (words.peek().equals(",")) {
                words.expect(",");
                variables.add(variable(words));
            }
            words.expect(":=");
        }
        Expr over = whole(words);
        List<Step> then = inner(statement);
        return new Step.Range(
                variables.size() == 2 ? variables.getFirst() : null,
                variables.isEmpty() ? null : variables.getLast(),
                over,
                then,
                otherwise(statement),
                statement.place());
    }

    private static String variable(Words words) {
        String word = words.take();
        if (!NEW_VARIABLE.matcher(word).matches()) {
            throw words.place().error("\"%s\" can't be the name of a variable".formatted(word));
        }
        return word.substring(1);
    }

    private void define(Statement statement) {
        Matcher name = DEFINE.matcher(statement.rest().strip());
        if (!name.matches() || depth > 0) {
            throw statement.place().error("{{ define \"name\" }} stands outside of other blocks");
        }
        List<Step> steps = inner(statement);
        if (!last.keyword().equals("end")) {
            throw last.place().error("{{ else }} in a {{ define }}");
        }
        defined.put(name.group(1), steps);
    }

    private Step pipeline(Statement statement) {
        Words words = new Words(statement.rest(), statement.place());
        boolean isNew = words.peekSecond().equals(":=");
        if (isNew || words.peekSecond().equals("=")) {
            String name = variable(words);
            words.expect(isNew ? ":=" : "=");
            return new Step.Let(name, isNew, whole(words), statement.place());
        }
        return new Step.Output(whole(words), statement.place());
    }

    private Expr expression(Statement statement) {
        return whole(new Words(statement.rest(), statement.place()));
    }

    private Expr whole(Words words) {
        Expr value = new ExprParser(words, limits).pipeline();
        words.expectOver();
        return value;
    }
}
