package io.fairlead.trace.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.trace.decode.Cuts.What;
import io.fairlead.trace.span.Log;
import io.fairlead.trace.span.Reference;
import io.fairlead.trace.span.Reporter;
import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Tag;
import io.fairlead.trace.span.Value;
import java.util.ArrayList;
import java.util.List;

/// OTLP over HTTP in JSON: ids in hexadecimal digits, large numbers as text.
final class OtlpJsonDecoder {

    private final Bounds bounds;
    private final List<Span> spans = new ArrayList<>();

    OtlpJsonDecoder(Bounds bounds) {
        this.bounds = bounds;
    }

    Decoded decode(byte[] request) throws Malformed {
        JsonNode top = JsonTree.read(request);
        if (!top.isObject()) {
            throw new Malformed("no ExportTraceServiceRequest");
        }
        for (JsonNode resource : top.path("resourceSpans")) {
            Reporter process =
                    Otel.process(attributes(resource.path("resource").path("attributes")));
            for (JsonNode scope : resource.path("scopeSpans")) {
                scopeSpans(scope, process);
            }
        }
        return new Decoded(spans, bounds.cuts().counts());
    }

    private void scopeSpans(JsonNode group, Reporter process) {
        JsonNode scope = group.path("scope");
        for (JsonNode one : group.path("spans")) {
            if (spans.size() >= bounds.limits().spansMax()) {
                bounds.cuts().count(What.SPANS);
                continue;
            }
            Draft draft = span(one);
            Otel.scope(
                    draft,
                    bounds.name(scope.path("name").asText()),
                    bounds.name(scope.path("version").asText()));
            draft.finish(process).ifPresent(spans::add);
        }
    }

    private Draft span(JsonNode one) {
        Draft draft = new Draft(bounds);
        draft.trace = JsonTree.trace(one.path("traceId"));
        draft.id = JsonTree.span(one.path("spanId"));
        draft.parent(JsonTree.span(one.path("parentSpanId")));
        draft.operation = bounds.name(one.path("name").asText());
        draft.startMicros = micros(one.path("startTimeUnixNano"));
        draft.durationMicros =
                Times.between(draft.startMicros, micros(one.path("endTimeUnixNano")));
        attributes(one.path("attributes")).forEach(draft::tag);
        for (JsonNode event : one.path("events")) {
            List<Tag> fields = new ArrayList<>();
            fields.add(Tag.of("event", bounds.name(event.path("name").asText())));
            fields.addAll(attributes(event.path("attributes")));
            draft.log(new Log(micros(event.path("timeUnixNano")), fields));
        }
        for (JsonNode link : one.path("links")) {
            draft.reference(
                    new Reference(
                            JsonTree.trace(link.path("traceId")),
                            JsonTree.span(link.path("spanId")),
                            false));
        }
        Otel.kind(draft, one.path("kind").asLong());
        JsonNode status = one.path("status");
        Otel.status(
                draft, status.path("code").asLong(), bounds.value(status.path("message").asText()));
        return draft;
    }

    private static long micros(JsonNode nanos) {
        return Times.ofNanos(Math.max(0, nanos.asLong()));
    }

    private List<Tag> attributes(JsonNode list) {
        List<Tag> tags = new ArrayList<>();
        for (JsonNode one : list) {
            Tag tag = new Tag(bounds.name(one.path("key").asText()), value(one.path("value")));
            bounds.add(tags, tag, bounds.limits().tagsMax(), What.TAGS);
        }
        return tags;
    }

    private Value value(JsonNode value) {
        if (value.has("boolValue")) {
            return new Value.Flag(value.path("boolValue").asBoolean());
        }
        if (value.has("intValue")) {
            return new Value.Whole(value.path("intValue").asLong());
        }
        if (value.has("doubleValue")) {
            return new Value.Real(value.path("doubleValue").asDouble());
        }
        if (value.has("bytesValue")) {
            return new Value.Binary(bounds.value(value.path("bytesValue").asText()));
        }
        JsonNode text = value.path("stringValue");
        return new Value.Text(bounds.value(text.isTextual() ? text.asText() : value.toString()));
    }
}
