package io.fairlead.ingest.decode;

import io.fairlead.ingest.decode.Schema.Basic;
import io.fairlead.model.config.Problem.Told;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Compares one word or number with what its field allows.
record WordCheck(Complaints complaints) {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    void check(Tree tree, Schema.Word word, String path, int line) {
        if (!(tree instanceof Tree.Scalar scalar)) {
            complaints.wrongType(tree, name(word.basic()), path, line, "write one value there");
            return;
        }
        boolean right =
                switch (word.basic()) {
                    case STRING, DURATION -> scalar.type() == Tree.Type.STRING;
                    case BOOL -> scalar.type() == Tree.Type.BOOL;
                    case INT -> isWhole(scalar);
                    case NUMBER -> isNumber(scalar);
                    case INT_OR_STRING ->
                            scalar.type() == Tree.Type.INT || scalar.type() == Tree.Type.STRING;
                };
        if (!right) {
            complaints.wrongType(tree, name(word.basic()), path, line, fix(scalar, word.basic()));
            return;
        }
        switch (word.basic()) {
            case STRING -> string(scalar.text(), word, path, line);
            case DURATION -> duration(scalar.text(), word, path, line);
            case INT, NUMBER -> bounds(scalar.text(), word, path, line);
            case BOOL, INT_OR_STRING -> {
                // Nothing more to ask.
            }
        }
    }

    private static boolean isNumber(Tree.Scalar scalar) {
        return scalar.type() == Tree.Type.INT
                || (scalar.type() == Tree.Type.FLOAT && number(scalar.text()) != null);
    }

    private static boolean isWhole(Tree.Scalar scalar) {
        if (scalar.type() == Tree.Type.INT) {
            return true;
        }
        BigDecimal value = scalar.type() == Tree.Type.FLOAT ? number(scalar.text()) : null;
        return value != null && value.stripTrailingZeros().scale() <= 0;
    }

    /// Null for infinity, for what is not a number, and for exponents out of all reason.
    static @Nullable BigDecimal number(String text) {
        if (text.contains("inf") || text.contains("nan") || text.length() > 40) {
            return null;
        }
        try {
            BigDecimal value = new BigDecimal(text);
            return Math.abs((long) value.scale()) > 400 ? null : value;
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private void string(String text, Schema.Word word, String path, int line) {
        if (word.nonEmpty() && text.isEmpty()) {
            Told told =
                    new Told(
                            "is empty",
                            "the field must say something",
                            "write a value or drop the field");
            complaints.error("empty-value", line, path, told);
        }
        if (!word.words().isEmpty() && !word.words().contains(text)) {
            @Nullable String near = Suggest.nearest(text, word.words());
            complaints.error(
                    "unknown-value",
                    line,
                    path,
                    new Told(
                            "unknown value \"" + text + "\"",
                            "one of " + String.join(", ", word.words()),
                            near == null ? "choose one of them" : "did you mean " + near + "?"));
        }
    }

    private void duration(String text, Schema.Word word, String path, int line) {
        Duration duration = Durations.parse(text);
        if (duration == null) {
            complaints.error(
                    "bad-duration",
                    line,
                    path,
                    new Told(
                            "\"" + text + "\" is not a duration",
                            "a duration is a number with a unit: h, m, s, ms",
                            text.matches("\\d+")
                                    ? "write " + text + "s"
                                    : "write for example 10s, 1m30s or 250ms"));
        } else if (duration.compareTo(word.min() == null ? SHORTEST : Duration.ZERO) < 0) {
            complaints.error(
                    "bad-duration",
                    line,
                    path,
                    new Told(
                            text + " is too short",
                            word.min() == null
                                    ? "a duration is at least 1ms"
                                    : "a duration is not negative",
                            duration.isZero()
                                    ? "drop the field: what is not written has no limit of its own"
                                    : "write for example 1s, or drop the field"));
        }
    }

    private void bounds(String text, Schema.Word word, String path, int line) {
        BigDecimal value = number(text);
        double min =
                word.min() != null
                        ? word.min()
                        : word.basic() == Basic.INT ? Integer.MIN_VALUE : -Double.MAX_VALUE;
        double unbounded = word.min() != null ? 4294967295d : Integer.MAX_VALUE;
        double max =
                word.max() != null
                        ? word.max()
                        : word.basic() == Basic.INT ? unbounded : Double.MAX_VALUE;
        if (value == null || value.doubleValue() < min || value.doubleValue() > max) {
            String range =
                    "from "
                            + BigDecimal.valueOf(min).toBigInteger()
                            + " to "
                            + BigDecimal.valueOf(max).toBigInteger();
            complaints.error(
                    "out-of-range",
                    line,
                    path,
                    new Told(
                            text + " is out of range",
                            "the value is " + range,
                            "write a value in that range"));
        }
    }

    private static String name(Basic basic) {
        return switch (basic) {
            case STRING -> "a string";
            case INT -> "an integer";
            case NUMBER -> "a number";
            case BOOL -> "true or false";
            case DURATION -> "a duration such as 10s";
            case INT_OR_STRING -> "an integer or a string";
        };
    }

    private static String fix(Tree.Scalar scalar, Basic basic) {
        return switch (basic) {
            case STRING, INT_OR_STRING -> "write \"" + scalar.text() + "\" in quotes";
            case DURATION -> "write " + scalar.text() + "s, or another unit";
            case INT, NUMBER ->
                    scalar.type() == Tree.Type.STRING && number(scalar.text()) != null
                            ? "write " + scalar.text() + " without quotes"
                            : "write a number";
            case BOOL -> "write true or false, without quotes";
        };
    }
}
