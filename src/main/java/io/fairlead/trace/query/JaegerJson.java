package io.fairlead.trace.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.fairlead.trace.span.Log;
import io.fairlead.trace.span.Reference;
import io.fairlead.trace.span.Reporter;
import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Tag;
import io.fairlead.trace.span.Trace;
import io.fairlead.trace.span.TraceId;
import io.fairlead.trace.span.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Answers in the form of Jaeger's query API: an envelope, and traces with their processes apart.
final class JaegerJson {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int OK = 200;

    private JaegerJson() {}

    /// Writes what is inside of the envelope.
    @FunctionalInterface
    interface Data {
        void write(JsonGenerator out) throws IOException;
    }

    /// @param total as Jaeger counts: the elements of lists of names, 0 for traces
    static Answer answer(int total, Data data) {
        return new Answer(
                OK,
                json(out -> {
                    out.writeStartObject();
                    out.writeFieldName("data");
                    data.write(out);
                    tail(out, total);
                    out.writeNullField("errors");
                    out.writeEndObject();
                }));
    }

    static Answer refusal(Asked asked) {
        return new Answer(
                asked.status(),
                json(out -> {
                    out.writeStartObject();
                    out.writeNullField("data");
                    tail(out, 0);
                    out.writeArrayFieldStart("errors");
                    out.writeStartObject();
                    out.writeNumberField("code", asked.status());
                    out.writeStringField("msg", asked.getMessage());
                    out.writeEndObject();
                    out.writeEndArray();
                    out.writeEndObject();
                }));
    }

    static byte[] json(Data data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            data.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can't be written to", e);
        }
        return bytes.toByteArray();
    }

    private static void tail(JsonGenerator out, int total) throws IOException {
        out.writeNumberField("total", total);
        out.writeNumberField("limit", 0);
        out.writeNumberField("offset", 0);
    }

    static void traces(JsonGenerator out, List<Trace> traces) throws IOException {
        out.writeStartArray();
        for (Trace trace : traces) {
            trace(out, trace);
        }
        out.writeEndArray();
    }

    private static void trace(JsonGenerator out, Trace trace) throws IOException {
        Map<Reporter, String> processes = new LinkedHashMap<>();
        out.writeStartObject();
        out.writeStringField("traceID", trace.id().toString());
        out.writeArrayFieldStart("spans");
        for (Span span : trace.spans()) {
            String process =
                    processes.computeIfAbsent(span.process(), _ -> "p" + (processes.size() + 1));
            span(out, span, process);
        }
        out.writeEndArray();
        out.writeObjectFieldStart("processes");
        for (Map.Entry<Reporter, String> process : processes.entrySet()) {
            out.writeObjectFieldStart(process.getValue());
            out.writeStringField("serviceName", process.getKey().service());
            out.writeFieldName("tags");
            tags(out, process.getKey().tags());
            out.writeEndObject();
        }
        out.writeEndObject();
        warnings(out, trace.warnings());
        out.writeEndObject();
    }

    private static void span(JsonGenerator out, Span span, String process) throws IOException {
        out.writeStartObject();
        out.writeStringField("traceID", span.trace().toString());
        out.writeStringField("spanID", TraceId.hex(span.id()));
        if (span.flags() != 0) {
            out.writeNumberField("flags", span.flags());
        }
        out.writeStringField("operationName", span.operation());
        out.writeArrayFieldStart("references");
        for (Reference reference : span.references()) {
            out.writeStartObject();
            out.writeStringField("refType", reference.child() ? "CHILD_OF" : "FOLLOWS_FROM");
            out.writeStringField("traceID", reference.trace().toString());
            out.writeStringField("spanID", TraceId.hex(reference.span()));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeNumberField("startTime", span.startMicros());
        out.writeNumberField("duration", span.durationMicros());
        out.writeFieldName("tags");
        tags(out, span.tags());
        out.writeArrayFieldStart("logs");
        for (Log log : span.logs()) {
            out.writeStartObject();
            out.writeNumberField("timestamp", log.atMicros());
            out.writeFieldName("fields");
            tags(out, log.fields());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeStringField("processID", process);
        warnings(out, span.warnings());
        out.writeEndObject();
    }

    private static void warnings(JsonGenerator out, List<String> warnings) throws IOException {
        out.writeFieldName("warnings");
        if (warnings.isEmpty()) {
            out.writeNull();
        } else {
            out.writeArray(warnings.toArray(String[]::new), 0, warnings.size());
        }
    }

    private static void tags(JsonGenerator out, List<Tag> tags) throws IOException {
        out.writeStartArray();
        for (Tag tag : tags) {
            out.writeStartObject();
            out.writeStringField("key", tag.key());
            value(out, tag.value());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void value(JsonGenerator out, Value value) throws IOException {
        switch (value) {
            case Value.Text(String text) -> {
                out.writeStringField("type", "string");
                out.writeStringField("value", text);
            }
            case Value.Flag(boolean on) -> {
                out.writeStringField("type", "bool");
                out.writeBooleanField("value", on);
            }
            case Value.Whole(long number) -> {
                out.writeStringField("type", "int64");
                out.writeNumberField("value", number);
            }
            case Value.Real(double number) -> {
                out.writeStringField("type", "float64");
                out.writeFieldName("value");
                real(out, number);
            }
            case Value.Binary(String text) -> {
                out.writeStringField("type", "binary");
                out.writeStringField("value", text);
            }
        }
    }

    /// JSON has no infinity; a whole number is written without a point.
    private static void real(JsonGenerator out, double number) throws IOException {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            out.writeString(Double.toString(number));
        } else if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            out.writeNumber((long) number);
        } else {
            out.writeNumber(number);
        }
    }
}
