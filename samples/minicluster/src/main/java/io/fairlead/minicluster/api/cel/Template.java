package io.fairlead.minicluster.api.cel;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A text with places for values: `'%s has %d'.format(['it', 2])`.
final class Template {

    private static final Pattern PLACE = Pattern.compile("%(?:\\.(\\d{1,3}))?(.?)", Pattern.DOTALL);
    private static final int PRECISION = 6;
    private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    // Powers of ten that are written out.
    private static final int POWER_MIN = -4;
    private static final int POWER_END = 6;

    private Template() {}

    static String filled(String template, List<?> values) {
        Matcher places = PLACE.matcher(template);
        StringBuilder text = new StringBuilder();
        int next = 0;
        while (places.find()) {
            String verb = places.group(2);
            String written = "%";
            if (!verb.equals("%")) {
                if (next == values.size()) {
                    throw new IllegalArgumentException("index %d out of range".formatted(next));
                }
                int digits =
                        places.group(1) != null ? Integer.parseInt(places.group(1)) : PRECISION;
                written = written(verb, values.get(next++), digits);
            }
            places.appendReplacement(text, Matcher.quoteReplacement(written));
        }
        return places.appendTail(text).toString();
    }

    private static String written(String verb, @Nullable Object value, int digits) {
        return switch (verb) {
            case "s" -> value instanceof String text ? text : text(value);
            case "d" -> whole(verb, value, 10);
            case "o" -> whole(verb, value, 8);
            case "b" -> value instanceof Boolean bit ? (bit ? "1" : "0") : whole(verb, value, 2);
            case "x" -> hex(verb, value);
            case "X" -> hex(verb, value).toUpperCase(Locale.ROOT);
            case "f" -> fixed(number(verb, value), digits);
            case "e" -> raised(number(verb, value), digits);
            default ->
                    throw new IllegalArgumentException(
                            "unrecognized formatting clause \"%s\"".formatted(verb));
        };
    }

    private static String whole(String verb, @Nullable Object value, int radix) {
        if (value instanceof Number number && !(value instanceof Double)) {
            return new BigInteger(number.toString()).toString(radix);
        }
        throw misplaced(verb, value);
    }

    private static String hex(String verb, @Nullable Object value) {
        return switch (value) {
            case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
            case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
            case null, default -> whole(verb, value, 16);
        };
    }

    private static double number(String verb, @Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw misplaced(verb, value);
    }

    private static IllegalArgumentException misplaced(String verb, @Nullable Object value) {
        return new IllegalArgumentException("%%%s can't be of %s".formatted(verb, text(value)));
    }

    private static String fixed(double number, int digits) {
        return Double.isFinite(number)
                ? new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).toPlainString()
                : unbounded(number);
    }

    private static String unbounded(double number) {
        return Double.isNaN(number) ? "NaN" : number > 0 ? "∞" : "-∞";
    }

    /// With a power of ten, its digits above the line.
    private static String raised(double number, int digits) {
        if (!Double.isFinite(number)) {
            return unbounded(number);
        }
        String[] parts = String.format(Locale.ROOT, "%." + digits + "e", number).split("e");
        return parts[1].chars()
                .filter(sign -> sign != '+')
                .mapToObj(sign -> sign == '-' ? "⁻" : RAISED.substring(sign - '0', sign - '0' + 1))
                .collect(Collectors.joining("", parts[0] + "×10", ""));
    }

    /// As it stands in a text of its own.
    private static String text(@Nullable Object value) {
        return switch (value) {
            case Double number -> shortest(number);
            case Duration time ->
                    BigDecimal.valueOf(time.toNanos(), 9).stripTrailingZeros().toPlainString()
                            + "s";
            case CelByteString bytes -> bytes.toStringUtf8();
            case List<?> list ->
                    list.stream().map(Template::inside).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(one -> inside(one.getKey()) + ":" + inside(one.getValue()))
                            .sorted()
                            .collect(Collectors.joining(", ", "{", "}"));
            case NullValue _ -> "null";
            case null, default -> String.valueOf(value);
        };
    }

    /// As it stands inside a list or map: so that the type can be told.
    private static String inside(@Nullable Object value) {
        return switch (value) {
            case String text -> "\"" + text.replaceAll("[\"\\\\]", "\\\\$0") + "\"";
            case Double number -> fixed(number, PRECISION);
            case Instant _ -> "timestamp(\"%s\")".formatted(value);
            case Duration _ -> "duration(\"%s\")".formatted(text(value));
            case CelByteString _ -> "b\"%s\"".formatted(text(value));
            case null, default -> text(value);
        };
    }

    private static String shortest(double number) {
        if (!Double.isFinite(number)) {
            return unbounded(number);
        }
        BigDecimal digits = BigDecimal.valueOf(number).stripTrailingZeros();
        int power = digits.precision() - digits.scale() - 1;
        if (digits.signum() == 0 || (power >= POWER_MIN && power < POWER_END)) {
            return digits.toPlainString();
        }
        return digits.movePointLeft(power).toPlainString()
                + "e%s%02d".formatted(power < 0 ? "-" : "+", Math.abs(power));
    }
}
