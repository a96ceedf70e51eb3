package io.fairlead.proxy.admin;

import io.fairlead.proxy.endpoint.Query;
import io.fairlead.proxy.endpoint.Reply;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats.Figure;
import io.fairlead.proxy.model.Regex;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// `/stats` as text and JSON, with Envoy's parameters `filter` and `usedonly`.
final class StatsText {
    private StatsText() {}

    static Reply reply(SortedMap<StatName, Figure> figures, Query query) {
        Regex filter;
        try {
            filter = Regex.compile(query.parameter("filter").orElse(""));
        } catch (IllegalArgumentException e) {
            return Reply.text(400, "Invalid re2 regex: " + e.getMessage() + "\n");
        }
        Map<String, Long> chosen = new TreeMap<>();
        figures.forEach((name, figure) -> {
            boolean used = !query.has("usedonly") || figure.value() != 0 || !figure.counter();
            if (used && filter.isFoundIn(name.toString())) {
                chosen.put(name.toString(), figure.value());
            }
        });
        return query.parameter("format").filter("json"::equals).isPresent()
                ? Reply.json(json(chosen))
                : Reply.ok(text(chosen));
    }

    private static String text(Map<String, Long> figures) {
        StringBuilder out = new StringBuilder();
        figures.forEach((name, value) -> out.append(name).append(": ").append(value).append('\n'));
        return out.toString();
    }

    private static String json(Map<String, Long> figures) {
        StringBuilder out = new StringBuilder("{\"stats\":[");
        figures.forEach((name, value) ->
                out.append(out.charAt(out.length() - 1) == '[' ? "" : ",")
                        .append("{\"name\":\"")
                        .append(name.replace("\\", "\\\\").replace("\"", "\\\""))
                        .append("\",\"value\":")
                        .append(value)
                        .append('}'));
        return out.append("]}\n").toString();
    }
}
