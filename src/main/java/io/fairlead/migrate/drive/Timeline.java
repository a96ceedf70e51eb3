package io.fairlead.migrate.drive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.migrate.decide.trail.Entry;
import io.fairlead.migrate.view.EventView;
import java.util.ArrayList;
import java.util.List;

/// What units did last, newest first. It begins with what the audit trail says of the time before.
record Timeline(List<EventView> events) {
    static final Timeline BEGIN = new Timeline(List.of());

    /// What is older stands in the audit trail.
    private static final int EVENTS_MAX = 200;

    Timeline {
        events = List.copyOf(events);
    }

    /// @param lines of a trail that is whole
    static Timeline of(List<String> lines) {
        List<EventView> events = new ArrayList<>();
        JsonMapper mapper = new JsonMapper();
        List<String> last = lines.subList(Math.max(0, lines.size() - EVENTS_MAX), lines.size());
        for (String line : last.reversed()) {
            try {
                events.add(event(mapper.readTree(line)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a record with a right hash that is no JSON", e);
            }
        }
        return new Timeline(events);
    }

    private static EventView event(JsonNode line) {
        return new EventView(
                line.path("time").asText(),
                line.path("actor").asText(),
                line.path("unit").asText(),
                line.path("from").asText(),
                line.path("to").asText(),
                line.path("reason").asText(),
                line.path("configDiff").asText());
    }

    Timeline plus(List<Entry> entries) {
        if (entries.isEmpty()) {
            return this;
        }
        List<EventView> all = new ArrayList<>();
        entries.reversed().stream().limit(EVENTS_MAX).map(Timeline::event).forEach(all::add);
        events.stream().limit(EVENTS_MAX - all.size()).forEach(all::add);
        return new Timeline(all);
    }

    private static EventView event(Entry entry) {
        return new EventView(
                entry.time().toString(),
                entry.actor(),
                entry.unit().toString(),
                entry.from().text(),
                entry.to().text(),
                entry.reason(),
                entry.change());
    }
}
