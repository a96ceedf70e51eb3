package io.fairlead.model.config;

import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something wrong with what was written, told so that it can be mended without asking anybody.
///
/// @param code stable name of the rule, `unknown-field`
/// @param object the object concerned; null when a file could not be read as objects at all
/// @param field path inside the object, `spec.http[0].timeout`; empty for the object as a whole
/// @param message what is wrong, which, and what was expected
/// @param rule the rule that it breaks, in general words
/// @param fix what to write instead
public record Problem(
        String code,
        Severity severity,
        @Nullable ObjectKey object,
        String file,
        int line,
        String field,
        String message,
        String rule,
        String fix) {

    /// ERROR refuses the object, WARNING applies it, INFO says what has no effect.
    public enum Severity {
        ERROR,
        WARNING,
        INFO
    }

    /// What is wrong, the rule that it breaks, and what to write instead.
    public record Told(String what, String rule, String fix) {}

    /// By place: file, line, then what is said.
    public static final Comparator<Problem> BY_PLACE =
            Comparator.comparing(Problem::file)
                    .thenComparingInt(Problem::line)
                    .thenComparing(Problem::field)
                    .thenComparing(Problem::code)
                    .thenComparing(Problem::message);

    public boolean isInfo() {
        return severity == Severity.INFO;
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /// One line for people, the same on standard error, in `/debug/problems` and from `fairlead validate`.
    public String text() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        text.append(": ")
                .append(severity.name().toLowerCase(Locale.ROOT))
                .append(" [")
                .append(code)
                .append(']');
        if (object != null) {
            text.append(' ').append(object);
        }
        if (!field.isEmpty()) {
            text.append(' ').append(field);
        }
        text.append(": ").append(message);
        if (!rule.isEmpty()) {
            text.append("; rule: ").append(rule);
        }
        if (!fix.isEmpty()) {
            text.append("; fix: ").append(fix);
        }
        return text.toString();
    }
}
