package io.fairlead.trace.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.fairlead.trace.decode.Cuts.What;
import io.fairlead.trace.span.Log;
import io.fairlead.trace.span.Reporter;
import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Tag;
import io.fairlead.trace.span.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A request of Zipkin's `POST /api/v2/spans`: a list of spans in JSON.
final class ZipkinDecoder {

    private static final String NOBODY = "unknown-service";
    private static final int DEBUG = 2;
    private static final int SAMPLED = 1;

    private final Bounds bounds;

    ZipkinDecoder(Bounds bounds) {
        this.bounds = bounds;
    }

    Decoded decode(byte[] request) throws Malformed {
        JsonNode list = JsonTree.read(request);
        if (!list.isArray()) {
            throw new Malformed("no list of spans");
        }
        List<Span> spans = new ArrayList<>();
        for (JsonNode one : list) {
            if (spans.size() >= bounds.limits().spansMax()) {
                bounds.cuts().count(What.SPANS);
            } else {
                Draft draft = span(one);
                draft.finish(process(one.path("localEndpoint"))).ifPresent(spans::add);
            }
        }
        return new Decoded(spans, bounds.cuts().counts());
    }

    private Draft span(JsonNode one) {
        Draft draft = new Draft(bounds);
        draft.trace = JsonTree.trace(one.path("traceId"));
        draft.id = JsonTree.span(one.path("id"));
        draft.parent(JsonTree.span(one.path("parentId")));
        draft.operation = bounds.name(one.path("name").asText());
        draft.flags = one.path("debug").asBoolean() ? DEBUG | SAMPLED : SAMPLED;
        draft.startMicros = Times.bounded(one.path("timestamp").asLong(), 1);
        draft.durationMicros = Times.bounded(one.path("duration").asLong(), 1);
        String kind = one.path("kind").asText();
        if (!kind.isEmpty()) {
            draft.tag(Tag.of("span.kind", bounds.name(kind.toLowerCase(Locale.ROOT))));
        }
        one.path("tags")
                .properties()
                .forEach(tag -> draft.tag(tag(tag.getKey(), tag.getValue().asText())));
        peer(draft, one.path("remoteEndpoint"));
        for (JsonNode annotation : one.path("annotations")) {
            Tag event = Tag.of("event", bounds.value(annotation.path("value").asText()));
            long at = Times.bounded(annotation.path("timestamp").asLong(), 1);
            draft.log(new Log(at, List.of(event)));
        }
        return draft;
    }

    /// What is written as a truth value in text counts as one: `error` in particular.
    private Tag tag(String key, String text) {
        boolean error = key.equals("error") && (text.equals("true") || text.equals("false"));
        return error
                ? Tag.of("error", Boolean.parseBoolean(text))
                : Tag.of(bounds.name(key), bounds.value(text));
    }

    private void peer(Draft draft, JsonNode remote) {
        text(draft, "peer.service", remote.path("serviceName"));
        text(draft, "peer.ipv4", remote.path("ipv4"));
        text(draft, "peer.ipv6", remote.path("ipv6"));
        if (remote.path("port").isInt()) {
            draft.tag(new Tag("peer.port", new Value.Whole(remote.path("port").asInt())));
        }
    }

    private void text(Draft draft, String key, JsonNode value) {
        if (value.isTextual()) {
            draft.tag(Tag.of(key, bounds.name(value.asText())));
        }
    }

    private Reporter process(JsonNode local) {
        List<Tag> tags = new ArrayList<>();
        String address = local.path("ipv4").asText(local.path("ipv6").asText());
        if (!address.isEmpty()) {
            tags.add(Tag.of("ip", bounds.name(address)));
        }
        String service = local.path("serviceName").asText();
        return new Reporter(service.isEmpty() ? NOBODY : bounds.name(service), tags);
    }
}
