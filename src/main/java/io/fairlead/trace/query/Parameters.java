package io.fairlead.trace.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.trace.span.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The parameters of a question, read as Jaeger's API reads them.
///
/// @param nowMicros what time it is; where times are left out, the last two days are meant
record Parameters(Map<String, List<String>> values, long nowMicros) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long LOOKBACK_MICROS = 2 * 24 * 3_600_000_000L;
    private static final long DAY_MILLIS = 24 * 3_600_000L;
    private static final long MICROS_PER_MILLI = 1_000;
    private static final int LIMIT = 100;
    private static final int LIMIT_MAX = 1_500;
    private static final int BAD = 400;

    String first(String name) {
        return values.getOrDefault(name, List.of()).stream().findFirst().orElse("");
    }

    String service() throws Asked {
        String service = first("service");
        if (service.isEmpty()) {
            throw new Asked(BAD, "parameter 'service' is required");
        }
        return service;
    }

    List<TraceId> traces() throws Asked {
        List<TraceId> ids = new ArrayList<>();
        for (String id : values.getOrDefault("traceID", List.of())) {
            ids.add(trace(id));
        }
        return ids;
    }

    static TraceId trace(String id) throws Asked {
        return TraceId.parse(id)
                .orElseThrow(() ->
                        new Asked(
                                BAD,
                                "'%s' is no trace ID: it has from 1 to 32 hexadecimal digits"
                                        .formatted(shown(id))));
    }

    Search search() throws Asked {
        long min = duration("minDuration");
        long max = duration("maxDuration");
        if (max > 0 && min > max) {
            throw new Asked(BAD, "'maxDuration' should be greater than 'minDuration'");
        }
        int limit = (int) number("limit", LIMIT);
        if (limit < 1) {
            throw new Asked(BAD, "'limit' is not greater than 0");
        }
        return new Search(
                service(),
                first("operation"),
                tags(),
                number("start", nowMicros - LOOKBACK_MICROS),
                number("end", nowMicros),
                min,
                max,
                Math.min(limit, LIMIT_MAX));
    }

    /// End of the time whose calls are asked for.
    long endMicros() throws Asked {
        return number("endTs", nowMicros / MICROS_PER_MILLI) * MICROS_PER_MILLI;
    }

    /// Length of that time.
    long lookbackMicros() throws Asked {
        return number("lookback", DAY_MILLIS) * MICROS_PER_MILLI;
    }

    private long number(String name, long otherwise) throws Asked {
        String text = first(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,16}")) {
            throw new Asked(
                    BAD,
                    "unable to parse param '%s': '%s' is no whole number"
                            .formatted(name, shown(text)));
        }
        return Long.parseLong(text);
    }

    private long duration(String name) throws Asked {
        String text = first(name);
        if (text.isEmpty()) {
            return 0;
        }
        return GoDuration.parse(text)
                .filter(micros -> micros >= 0)
                .orElseThrow(() ->
                        new Asked(
                                BAD,
                                "unable to parse param '%s': '%s' is no duration such as 1.5s or 100ms"
                                        .formatted(name, shown(text))));
    }

    private Map<String, String> tags() throws Asked {
        Map<String, String> tags = new TreeMap<>();
        for (String tag : values.getOrDefault("tag", List.of())) {
            int colon = tag.indexOf(':');
            if (colon < 0) {
                throw new Asked(
                        BAD,
                        "malformed 'tag' parameter, expecting key:value, received: " + shown(tag));
            }
            tags.put(tag.substring(0, colon), tag.substring(colon + 1));
        }
        for (String json : values.getOrDefault("tags", List.of())) {
            read(json, tags);
        }
        return tags;
    }

    private static void read(String json, Map<String, String> into) throws Asked {
        try {
            JsonNode map = JSON.readTree(json);
            for (Map.Entry<String, JsonNode> tag : map.properties()) {
                if (!tag.getValue().isTextual()) {
                    throw new Asked(
                            BAD, "malformed 'tags' parameter, the values have to be strings");
                }
                into.put(tag.getKey(), tag.getValue().asText());
            }
        } catch (JsonProcessingException e) {
            throw new Asked(
                    BAD,
                    "malformed 'tags' parameter, expecting a JSON map of strings, received: "
                            + shown(json));
        }
    }

    private static String shown(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
