package io.fairlead.install.template;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads pipelines: what stands before a `|` is the last argument of what stands after it.
final class ExprParser {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");
    private static final Pattern FIELDS = Pattern.compile("(\\.[A-Za-z_][A-Za-z0-9_]*)+");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)?(\\.[A-Za-z_][A-Za-z0-9_]*)*");

    private final Words words;
    private final Limits limits;
    private int depth;

    ExprParser(Words words, Limits limits) {
        this.words = words;
        this.limits = limits;
    }

    /// Up to the end of the action, or to a closing parenthesis.
    Expr pipeline() {
        Expr value = command(null);
        while (words.peek().equals("|")) {
            words.expect("|");
            value = command(value);
        }
        return value;
    }

    /// @param piped what comes through the pipe; null for nothing
    private Expr command(@Nullable Expr piped) {
        String head = words.peek();
        boolean function = NAME.matcher(head).matches() && !isWord(head);
        List<Expr> arguments = new ArrayList<>();
        Expr first = function ? new Expr.Dot() : operand();
        if (function) {
            words.expect(head);
        }
        while (!words.isOver() && !words.peek().equals("|") && !words.peek().equals(")")) {
            arguments.add(operand());
        }
        if (piped != null) {
            arguments.add(piped);
        }
        if (function) {
            return new Expr.Call(known(head), arguments, words.place());
        }
        return arguments.isEmpty() ? first : method(first, arguments);
    }

    /// `.Files.Get "name"` is the only method that there is.
    private Expr method(Expr head, List<Expr> arguments) {
        if (head instanceof Expr.Field(Expr of, String name, Place place)
                && name.equals(Functions.GET)) {
            List<Expr> all = new ArrayList<>(List.of(of));
            all.addAll(arguments);
            return new Expr.Call(Functions.GET, all, place);
        }
        throw words.place().error("something that is no function is given arguments");
    }

    private String known(String function) {
        if (!Functions.names().contains(function)) {
            throw words.place()
                    .error(
                            "unknown function \"%s\"; known: %s"
                                    .formatted(function, String.join(", ", Functions.names())));
        }
        return function;
    }

    private static boolean isWord(String word) {
        return word.equals("true") || word.equals("false") || word.equals("nil");
    }

    private Expr operand() {
        String word = words.take();
        if (word.equals("(")) {
            if (++depth > limits.depthMax()) {
                throw words.place()
                        .error(
                                "more than %d parentheses in each other"
                                        .formatted(limits.depthMax()));
            }
            Expr inner = pipeline();
            words.expect(")");
            depth--;
            boolean fields = words.isGlued() && FIELDS.matcher(words.peek()).matches();
            return fields ? fields(inner, words.take()) : inner;
        }
        if (word.startsWith("\"") || word.startsWith("`")) {
            return new Expr.Literal(TextNode.valueOf(unquoted(word)));
        }
        if (NUMBER.matcher(word).matches()) {
            return new Expr.Literal(IntNode.valueOf(Integer.parseInt(word)));
        }
        if (isWord(word)) {
            return new Expr.Literal(
                    word.equals("nil")
                            ? NullNode.instance
                            : BooleanNode.valueOf(word.equals("true")));
        }
        if (word.equals(".")) {
            return new Expr.Dot();
        }
        if (FIELDS.matcher(word).matches()) {
            return fields(new Expr.Dot(), word);
        }
        if (VARIABLE.matcher(word).matches()) {
            int dot = word.indexOf('.');
            String name = word.substring(1, dot < 0 ? word.length() : dot);
            Expr variable = new Expr.Variable(name, words.place());
            return dot < 0 ? variable : fields(variable, word.substring(dot));
        }
        if (NAME.matcher(word).matches()) {
            return new Expr.Call(known(word), List.of(), words.place());
        }
        throw words.place().error("\"%s\" is not understood".formatted(word));
    }

    private Expr fields(Expr of, String path) {
        Expr value = of;
        for (String name : path.substring(1).split("\\.", -1)) {
            value = new Expr.Field(value, name, words.place());
        }
        return value;
    }

    private String unquoted(String word) {
        String inner = word.substring(1, word.length() - 1);
        if (word.startsWith("`")) {
            return inner;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = inner.charAt(++i);
            text.append(
                    switch (escaped) {
                        case 'n' -> '\n';
                        case 't' -> '\t';
                        case '"', '\\' -> escaped;
                        default ->
                                throw words.place()
                                        .error(
                                                "\\%c is not understood in a text"
                                                        .formatted(escaped));
                    });
        }
        return text.toString();
    }
}
