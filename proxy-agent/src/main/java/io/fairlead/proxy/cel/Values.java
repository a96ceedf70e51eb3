package io.fairlead.proxy.cel;

import org.jspecify.annotations.Nullable;

/// What can be done with values. Null says that it can't.
final class Values {
    private Values() {}

    static String text(Object value) {
        return value.toString();
    }

    static @Nullable Object compare(String sign, Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            int order =
                    one instanceof Long && other instanceof Long
                            ? Long.compare(a.longValue(), b.longValue())
                            : Double.compare(a.doubleValue(), b.doubleValue());
            return decided(sign, order);
        }
        if (one instanceof String a && other instanceof String b) {
            return decided(sign, a.compareTo(b));
        }
        if (one instanceof Boolean a && other instanceof Boolean b) {
            return decided(sign, Boolean.compare(a, b));
        }
        return null;
    }

    private static @Nullable Object decided(String sign, int order) {
        return switch (sign) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> null;
        };
    }

    static @Nullable Object sum(String sign, Object one, Object other) {
        if (one instanceof Long a && other instanceof Long b) {
            return whole(sign, a, b);
        }
        if (one instanceof Number a && other instanceof Number b) {
            return fraction(sign, a.doubleValue(), b.doubleValue());
        }
        return sign.equals("+") && one instanceof String a && other instanceof String b
                ? a + b
                : null;
    }

    private static @Nullable Object whole(String sign, long a, long b) {
        return switch (sign) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> b == 0 ? null : (Object) (a / b);
            case "%" -> b == 0 ? null : (Object) (a % b);
            default -> null;
        };
    }

    private static @Nullable Object fraction(String sign, double a, double b) {
        return switch (sign) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            default -> null;
        };
    }

    static @Nullable Object whole(Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        return value instanceof String text && text.matches("-?\\d{1,18}")
                ? (Object) Long.parseLong(text)
                : null;
    }

    static @Nullable Object size(Object value) {
        return value instanceof String text ? (Object) (long) text.length() : null;
    }

    /// `1h30m`, `250ms`: nanoseconds. Null for what is no duration.
    static @Nullable Long nanos(String text) {
        if (!text.matches("(\\d{1,9}(\\.\\d{1,9})?(ms|us|ns|h|m|s))+")) {
            return null;
        }
        double nanos = 0;
        var parts = java.util.regex.Pattern.compile("([\\d.]+)(ms|us|ns|h|m|s)").matcher(text);
        while (parts.find()) {
            nanos += Double.parseDouble(parts.group(1)) * unit(parts.group(2));
        }
        return (long) nanos;
    }

    private static double unit(String unit) {
        return switch (unit) {
            case "h" -> 3600e9;
            case "m" -> 60e9;
            case "s" -> 1e9;
            case "ms" -> 1e6;
            case "us" -> 1e3;
            default -> 1;
        };
    }
}
