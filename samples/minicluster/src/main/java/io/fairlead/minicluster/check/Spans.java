package io.fairlead.minicluster.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The spans that the sidecars sent, as the daemon tells of them by Jaeger's query API.
final class Spans {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = "/jaeger/api/";
    private static final int REASON_AT = 14;
    private static final String SAMPLED = "9";

    private Spans() {}

    /// One span.
    ///
    /// @param parent empty where the trace begins
    /// @param kind `server` or `client`
    /// @param startMicros since 1970
    record Span(
            String trace,
            String id,
            String parent,
            String service,
            String operation,
            String kind,
            long startMicros,
            Map<String, String> tags) {
        Span {
            tags = Map.copyOf(tags);
        }

        /// `webapp server`
        String place() {
            return service.replaceFirst("\\..*", "") + " " + kind;
        }

        String tag(String name) {
            return tags.getOrDefault(name, "");
        }
    }

    /// Something that the daemon found in all traces: a service that drops the headers.
    ///
    /// @param inbound trace of a call that came in
    /// @param outbound trace that began with the call that went out meanwhile
    record Lost(String sentence, String inbound, String outbound) {}

    /// A request id that nobody has used, of a request that is traced: sidecars leave an id alone that says so already.
    static String tracedId(Fleet fleet) {
        String uuid = fleet.freshId().substring(0, 36);
        return uuid.substring(0, REASON_AT) + SAMPLED + uuid.substring(REASON_AT + 1);
    }

    /// The names of all services that sent spans.
    static List<String> services(Fleet fleet) {
        List<String> names = new ArrayList<>();
        data(fleet, API + "services").forEach(name -> names.add(name.asText()));
        return names;
    }

    /// Spans of this service whose request had this id.
    static List<Span> ofRequest(Fleet fleet, String service, String id) {
        String tags = "{\"guid:x-request-id\":\"%s\"}".formatted(id);
        return spans(
                        fleet,
                        API
                                + "traces?service=%s&tags=%s"
                                        .formatted(
                                                service,
                                                URLEncoder.encode(tags, StandardCharsets.UTF_8)))
                .stream()
                .toList();
    }

    /// The latest traces of this service that have such an operation, all their spans.
    static List<Span> ofOperation(Fleet fleet, String service, String operation) {
        String name = URLEncoder.encode(operation, StandardCharsets.UTF_8);
        return spans(
                fleet, API + "traces?limit=20&service=%s&operation=%s".formatted(service, name));
    }

    /// All spans of a trace, by the time of their start.
    static List<Span> ofTrace(Fleet fleet, String trace) {
        return trace.isEmpty() ? List.of() : spans(fleet, API + "traces/" + trace);
    }

    /// What the daemon says of services that drop headers.
    static List<Lost> lost(Fleet fleet) {
        List<Lost> lost = new ArrayList<>();
        for (JsonNode finding : data(fleet, "/trace/api/lost")) {
            for (JsonNode example : finding.path("examples")) {
                lost.add(
                        new Lost(
                                finding.path("says").asText(),
                                example.path("inbound").asText(),
                                example.path("outbound").asText()));
            }
        }
        return lost;
    }

    private static List<Span> spans(Fleet fleet, String path) {
        List<Span> spans = new ArrayList<>();
        for (JsonNode trace : data(fleet, path)) {
            JsonNode processes = trace.path("processes");
            for (JsonNode span : trace.path("spans")) {
                spans.add(span(span, processes));
            }
        }
        spans.sort(Comparator.comparingLong(Span::startMicros));
        return spans;
    }

    private static Span span(JsonNode span, JsonNode processes) {
        Map<String, String> tags = new HashMap<>();
        span.path("tags")
                .forEach(tag -> tags.put(tag.path("key").asText(), tag.path("value").asText()));
        return new Span(
                span.path("traceID").asText(),
                span.path("spanID").asText(),
                span.path("references").path(0).path("spanID").asText(),
                processes.path(span.path("processID").asText()).path("serviceName").asText(),
                span.path("operationName").asText(),
                tags.getOrDefault("span.kind", ""),
                span.path("startTime").asLong(),
                tags);
    }

    /// Nothing while the daemon doesn't answer: who asks waits.
    private static JsonNode data(Fleet fleet, String path) {
        try {
            return JSON.readTree(fleet.console(path)).path("data");
        } catch (JsonProcessingException _) {
            return JSON.missingNode();
        }
    }
}
