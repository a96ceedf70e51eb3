package io.fairlead.proxy.http.rewrite;

import io.fairlead.proxy.model.FormatPiece;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A header value with Envoy's command operators, compiled. An operator without a value gives nothing, as Envoy does
/// for headers.
public final class ValueFormat {
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

    /// @throws IllegalArgumentException when it isn't a format; decoding refuses it before
    public static ValueFormat compile(String format) {
        return new ValueFormat(FormatPiece.parse(format).stream().map(ValueFormat::part).toList());
    }

    private static Part part(FormatPiece piece) {
        return switch (piece) {
            case FormatPiece.Text text -> new Part.Text(text.text());
            case FormatPiece.Operator operator -> part(operator);
        };
    }

    private static Part part(FormatPiece.Operator operator) {
        String[] headers = operator.argument().toLowerCase(Locale.ROOT).split("\\?", 2);
        String otherwise = headers.length > 1 ? headers[1] : "";
        return switch (operator.name()) {
            case "REQ" -> new Part.Request(headers[0], otherwise, operator.lengthMax());
            case "RESP" -> new Part.Response(headers[0], otherwise, operator.lengthMax());
            default -> new Part.Other(operator.name(), operator.argument(), operator.lengthMax());
        };
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
