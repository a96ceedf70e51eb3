package io.fairlead.proxy.telemetry.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads a format string: text with `%OPERATOR%`, `%OPERATOR(ARGUMENT):LENGTH%` and `%%`.
final class FormatParser {

    /// The string asks for something that this proxy does not know.
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message);
        }
    }

    private static final String START_TIME_DEFAULT = "%Y-%m-%dT%H:%M:%S.%3fZ";

    private FormatParser() {}

    static List<Part> parse(String format) throws Refusal {
        var parts = new ArrayList<Part>();
        var text = new StringBuilder();
        for (int at = 0; at < format.length(); at++) {
            char c = format.charAt(at);
            if (c != '%') {
                text.append(c);
            } else if (format.startsWith("%%", at)) {
                text.append('%');
                at++;
            } else {
                int end = endOf(format, at + 1);
                if (!text.isEmpty()) {
                    parts.add(new Part.Text(text.toString()));
                    text.setLength(0);
                }
                parts.add(operator(format.substring(at + 1, end)));
                at = end;
            }
        }
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text.toString()));
        }
        return parts;
    }

    // The closing percent sign; those inside parentheses belong to the argument.
    private static int endOf(String format, int from) throws Refusal {
        int depth = 0;
        for (int at = from; at < format.length(); at++) {
            switch (format.charAt(at)) {
                case '(' -> depth++;
                case ')' -> depth--;
                case '%' -> {
                    if (depth <= 0) {
                        return at;
                    }
                }
                default -> {}
            }
        }
        throw new Refusal("access log format: % at " + (from - 1) + " is not closed");
    }

    private static Part operator(String spec) throws Refusal {
        String body = spec;
        int charsMax = Integer.MAX_VALUE;
        int colon = spec.lastIndexOf(':');
        if (colon > spec.lastIndexOf(')') && colon > 0) {
            charsMax = length(spec.substring(colon + 1), spec);
            body = spec.substring(0, colon);
        }
        int open = body.indexOf('(');
        if (open < 0) {
            return new Part.Value(named(body), charsMax);
        }
        if (!body.endsWith(")")) {
            throw new Refusal("access log format: %" + spec + "% has no closing parenthesis");
        }
        String argument = body.substring(open + 1, body.length() - 1);
        return switch (body.substring(0, open)) {
            case "REQ" -> header(true, argument, charsMax);
            case "RESP" -> header(false, argument, charsMax);
            case "START_TIME" -> {
                if (!argument.equals(START_TIME_DEFAULT)) {
                    throw new Refusal(
                            "access log format: START_TIME is written as "
                                    + START_TIME_DEFAULT
                                    + " only");
                }
                yield new Part.Value(Operator.START_TIME, charsMax);
            }
            default -> throw new Refusal("access log format: %" + spec + "% is not known");
        };
    }

    private static int length(String digits, String spec) throws Refusal {
        try {
            int length = Integer.parseInt(digits);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new Refusal("access log format: %" + spec + "%: " + digits + " is no length");
        }
        throw new Refusal("access log format: %" + spec + "%: the length is negative");
    }

    private static Operator named(String name) throws Refusal {
        if (name.equals("GRPC_STATUS")) {
            return Operator.GRPC_STATUS_NUMBER;
        }
        for (Operator operator : Operator.values()) {
            if (operator.name().equals(name) && !operator.isHeader()) {
                return operator;
            }
        }
        throw new Refusal("access log format: %" + name + "% is not known");
    }

    private static Part header(boolean request, String argument, int charsMax) {
        String names = argument.toLowerCase(Locale.ROOT);
        int question = names.indexOf('?');
        String first = question < 0 ? names : names.substring(0, question);
        @Nullable String orElse = question < 0 ? null : names.substring(question + 1);
        if (request && first.equals("x-envoy-original-path") && ":path".equals(orElse)) {
            return new Part.Value(Operator.REQ_PATH, charsMax);
        }
        @Nullable Operator field = field(request, first);
        return field == null || orElse != null
                ? new Part.Header(request, first, orElse, charsMax)
                : new Part.Value(field, charsMax);
    }

    /// The field that holds this header, or null.
    static @Nullable Operator field(boolean request, String header) {
        if (!request) {
            return header.equals("x-envoy-upstream-service-time")
                    ? Operator.RESP_SERVICE_TIME
                    : null;
        }
        return switch (header) {
            case ":method" -> Operator.REQ_METHOD;
            case ":path", "x-envoy-original-path" -> Operator.REQ_PATH;
            case ":authority", "host" -> Operator.REQ_AUTHORITY;
            case "user-agent" -> Operator.REQ_USER_AGENT;
            case "x-request-id" -> Operator.REQ_REQUEST_ID;
            case "x-forwarded-for" -> Operator.REQ_FORWARDED_FOR;
            default -> null;
        };
    }
}
