package io.fairlead.proxy.http.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A header value with Envoy's command operators, compiled. An operator without a value gives nothing, as Envoy does
/// for headers.
public final class ValueFormat {
    private static final int OPERATORS_MAX = 64;

    private final List<Part> parts;

    private sealed interface Part {
        record Text(String text) implements Part {}

        record Request(String name, String otherwise, int lengthMax) implements Part {}

        record Response(String name, String otherwise, int lengthMax) implements Part {}

        record Other(String operator, String argument, int lengthMax) implements Part {}
    }

    private ValueFormat(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /// @throws IllegalArgumentException when an operator is not closed
    public static ValueFormat compile(String format) {
        List<Part> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < format.length()) {
            char c = format.charAt(i);
            if (c != '%') {
                text.append(c);
                i++;
            } else if (i + 1 < format.length() && format.charAt(i + 1) == '%') {
                text.append('%');
                i += 2;
            } else {
                int end = operatorEnd(format, i + 1);
                flush(text, parts);
                parts.add(operator(format.substring(i + 1, end)));
                i = end + 1;
            }
        }
        flush(text, parts);
        if (parts.size() > OPERATORS_MAX) {
            throw new IllegalArgumentException(
                    "more than " + OPERATORS_MAX + " parts in format: " + format);
        }
        return new ValueFormat(parts);
    }

    private static void flush(StringBuilder text, List<Part> parts) {
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text.toString()));
            text.setLength(0);
        }
    }

    private static int operatorEnd(String format, int from) {
        boolean inside = false;
        for (int i = from; i < format.length(); i++) {
            char c = format.charAt(i);
            inside = c == '(' || (inside && c != ')');
            if (c == '%' && !inside) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "a % is not closed in format (write %% for the sign): " + format);
    }

    private static Part operator(String source) {
        int open = source.indexOf('(');
        int close = source.lastIndexOf(')');
        if (source.isEmpty() || (open >= 0 && close < open)) {
            throw new IllegalArgumentException("not a command operator: %" + source + "%");
        }
        String name = open < 0 ? source.split(":", 2)[0] : source.substring(0, open);
        String argument = open < 0 ? "" : source.substring(open + 1, close);
        int lengthMax =
                lengthMax(open < 0 ? source.substring(name.length()) : source.substring(close + 1));
        String[] headers = argument.toLowerCase(Locale.ROOT).split("\\?", 2);
        String otherwise = headers.length > 1 ? headers[1] : "";
        return switch (name) {
            case "REQ" -> new Part.Request(headers[0], otherwise, lengthMax);
            case "RESP" -> new Part.Response(headers[0], otherwise, lengthMax);
            default -> new Part.Other(name, argument, lengthMax);
        };
    }

    private static int lengthMax(String suffix) {
        if (suffix.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        try {
            return Math.max(0, Integer.parseInt(suffix.substring(1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a length: " + suffix, e);
        }
    }

    /// True when it has no operators: it can be rendered once.
    public boolean isConstant() {
        return parts.stream().allMatch(part -> part instanceof Part.Text);
    }

    /// The text.
    public String render(FormatSource source) {
        if (parts.size() == 1 && parts.getFirst() instanceof Part.Text(var text)) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Text(var text) -> out.append(text);
                case Part.Request(var name, var otherwise, var max) ->
                        append(out, either(source.request(name), otherwise, source::request), max);
                case Part.Response(var name, var otherwise, var max) ->
                        append(
                                out,
                                either(source.response(name), otherwise, source::response),
                                max);
                case Part.Other(var operator, var argument, var max) ->
                        append(out, source.other(operator, argument), max);
            }
        }
        return out.toString();
    }

    private interface Lookup {
        @Nullable CharSequence value(String name);
    }

    private static @Nullable CharSequence either(
            @Nullable CharSequence first, String otherwise, Lookup lookup) {
        return first == null && !otherwise.isEmpty() ? lookup.value(otherwise) : first;
    }

    private static void append(StringBuilder out, @Nullable CharSequence value, int lengthMax) {
        if (value != null) {
            out.append(value, 0, Math.min(value.length(), lengthMax));
        }
    }
}
