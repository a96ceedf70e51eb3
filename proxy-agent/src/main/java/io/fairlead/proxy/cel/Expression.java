package io.fairlead.proxy.cel;

import io.fairlead.proxy.meter.RequestRecord;
import org.jspecify.annotations.Nullable;

/// An expression, ready to be asked.
public final class Expression {
    private final Node root;
    private final int regexSteps;

    private Expression(Node root, int regexSteps) {
        this.root = root;
        this.regexSteps = regexSteps;
    }

    /// What became of a text.
    public sealed interface Read {}

    /// It can be asked.
    public record Ready(Expression expression) implements Read {}

    /// It can't.
    public record Refused(String why) implements Read {}

    /// Reads a text.
    public static Read read(String text) {
        if (text.length() > Limits.CHARS_MAX) {
            return new Refused(
                    text.length() + " characters, at most " + Limits.CHARS_MAX + " are read");
        }
        try {
            Parser parser = new Parser(Lexer.tokens(text));
            Node root = parser.whole();
            return new Ready(new Expression(root, parser.regexSteps()));
        } catch (BadExpression e) {
            return new Refused(e.why());
        }
    }

    /// How many steps the programs of its regular expressions have together.
    public int regexSteps() {
        return regexSteps;
    }

    /// True when it says true; what it can't say (an attribute is missing, types differ) is no.
    public boolean holds(RequestRecord request) {
        return Boolean.TRUE.equals(root.value(request));
    }

    /// The value as a text; null when there is none.
    public @Nullable String text(RequestRecord request) {
        Object value = root.value(request);
        return value == null ? null : Values.text(value);
    }
}
