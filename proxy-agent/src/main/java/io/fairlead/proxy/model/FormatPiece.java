package io.fairlead.proxy.model;

import java.util.ArrayList;
import java.util.List;

/// A piece of a header value with Envoy's command operators (`%REQ(x-id?x-other):16%`).
public sealed interface FormatPiece {
    /// As it stands.
    record Text(String text) implements FormatPiece {}

    /// Something that is filled in.
    ///
    /// @param name `REQ`
    /// @param argument what stands in the parentheses, or empty
    /// @param lengthMax the value is cut after so many characters
    record Operator(String name, String argument, int lengthMax) implements FormatPiece {}

    /// How many pieces a format may have.
    int PIECES_MAX = 64;

    /// @throws IllegalArgumentException when an operator isn't one or isn't closed
    static List<FormatPiece> parse(String format) {
        List<FormatPiece> pieces = new ArrayList<>();
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
                flush(text, pieces);
                pieces.add(operator(format.substring(i + 1, end)));
                i = end + 1;
            }
        }
        flush(text, pieces);
        if (pieces.size() > PIECES_MAX) {
            throw new IllegalArgumentException(
                    "more than " + PIECES_MAX + " pieces in format: " + format);
        }
        return List.copyOf(pieces);
    }

    private static void flush(StringBuilder text, List<FormatPiece> pieces) {
        if (!text.isEmpty()) {
            pieces.add(new Text(text.toString()));
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

    private static FormatPiece operator(String source) {
        int open = source.indexOf('(');
        int close = source.lastIndexOf(')');
        if (source.isEmpty() || close < open) {
            throw new IllegalArgumentException("not a command operator: %" + source + "%");
        }
        int colon = source.indexOf(':', Math.max(0, close));
        String name =
                open >= 0
                        ? source.substring(0, open)
                        : colon >= 0 ? source.substring(0, colon) : source;
        String argument = open < 0 ? "" : source.substring(open + 1, close);
        return new Operator(
                name,
                argument,
                colon < 0 ? Integer.MAX_VALUE : length(source.substring(colon + 1)));
    }

    private static int length(String text) {
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a length in a command operator: " + text, e);
        }
    }
}
