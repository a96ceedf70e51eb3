package io.fairlead.proxy.telemetry.format;

import io.fairlead.proxy.meter.RequestRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A compiled access log format.
///
/// ```java
/// LogFormat.ISTIO.write(request, line);
/// ```
public final class LogFormat {

    /// What a format string turned out to be.
    public sealed interface Compiled {}

    /// It can be used.
    public record Ready(LogFormat format) implements Compiled {}

    /// It asks for something unknown.
    public record Refused(String why) implements Compiled {}

    /// Istio's default text format, without the line's end.
    public static final String ISTIO_TEXT =
            "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
                    + " %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%"
                    + " %CONNECTION_TERMINATION_DETAILS% \"%UPSTREAM_TRANSPORT_FAILURE_REASON%\""
                    + " %BYTES_RECEIVED% %BYTES_SENT% %DURATION%"
                    + " %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\""
                    + " \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\""
                    + " \"%UPSTREAM_HOST%\" %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS%"
                    + " %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%"
                    + " %REQUESTED_SERVER_NAME% %ROUTE_NAME%";

    /// [#ISTIO_TEXT], compiled.
    public static final LogFormat ISTIO = istio();

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final Part[] parts;
    private final boolean json;

    private LogFormat(List<Part> parts, boolean json) {
        this.parts = parts.toArray(Part[]::new);
        this.json = json;
    }

    /// Compiles a text format; a line's end at its end is left out, because every line gets one.
    public static Compiled text(String format) {
        try {
            String line = format.endsWith("\n") ? format.substring(0, format.length() - 1) : format;
            return new Ready(new LogFormat(FormatParser.parse(line), false));
        } catch (FormatParser.Refusal e) {
            return new Refused(String.valueOf(e.getMessage()));
        }
    }

    /// Compiles a flat JSON format: each key with the text format of its value. A value that is one operator keeps its
    /// type and is null when absent; others are strings.
    public static Compiled json(Map<String, String> fields) {
        try {
            var parts = new ArrayList<Part>();
            String before = "{\"";
            for (Map.Entry<String, String> field : fields.entrySet()) {
                parts.add(new Part.Text(before + jsonKey(field.getKey()) + "\":"));
                before = ",\"";
                List<Part> value = FormatParser.parse(field.getValue());
                boolean alone = value.size() == 1 && !(value.getFirst() instanceof Part.Text);
                if (!alone) {
                    return new Refused(
                            "access log format: JSON key %s: only one operator is supported"
                                    .formatted(field.getKey()));
                }
                parts.addAll(value);
            }
            parts.add(new Part.Text(fields.isEmpty() ? "{}" : "}"));
            return new Ready(new LogFormat(parts, true));
        } catch (FormatParser.Refusal e) {
            return new Refused(String.valueOf(e.getMessage()));
        }
    }

    private static String jsonKey(String key) {
        return key.replaceAll("[\\x00-\\x1f\"\\\\]", "_");
    }

    private static LogFormat istio() {
        return switch (text(ISTIO_TEXT)) {
            case Ready(LogFormat format) -> format;
            case Refused(String why) -> throw new IllegalStateException(why);
        };
    }

    /// Writes one line, with its end, over whatever the buffer held.
    public void write(RequestRecord request, LogLine line) {
        line.clear();
        for (int i = 0; i < parts.length; i++) {
            switch (parts[i]) {
                case Part.Text text -> text.writeTo(line);
                case Part.Value value -> writeValue(value, request, line, i);
                case Part.Header header ->
                        writeText(header.value(request), header.charsMax(), line, i);
            }
        }
        line.end();
    }

    private void writeValue(Part.Value value, RequestRecord request, LogLine line, int place) {
        Operator operator = value.operator();
        if (!operator.isNumber()) {
            writeText(operator.text(request), value.charsMax(), line, place);
            return;
        }
        long number = operator.number(request);
        if (operator == Operator.START_TIME) {
            if (json) {
                line.raw('"');
            }
            line.timestamp(number);
            if (json) {
                line.raw('"');
            }
        } else if (number < 0) {
            absent(line);
        } else {
            line.number(number);
        }
    }

    private void writeText(@Nullable CharSequence text, int charsMax, LogLine line, int place) {
        if (text == null || text.isEmpty()) {
            absent(line);
        } else if (json) {
            line.raw('"');
            line.escaped(text, charsMax, true, place);
            line.raw('"');
        } else {
            line.escaped(text, charsMax, false, place);
        }
    }

    private void absent(LogLine line) {
        if (json) {
            line.raw(NULL);
        } else {
            line.raw('-');
        }
    }
}
