package io.fairlead.trace.query;

import io.fairlead.trace.span.Log;
import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Tag;
import io.fairlead.trace.span.Trace;
import io.fairlead.trace.store.TraceStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Which traces somebody looks for: those with one span in which all of this is true.
///
/// @param operation empty for every one
/// @param tags each has to be a tag of the span, of its process, or a field of one of its logs
/// @param durationMinMicros 0 for no bound
/// @param durationMaxMicros 0 for no bound
public record Search(
        String service,
        String operation,
        Map<String, String> tags,
        long startMinMicros,
        long startMaxMicros,
        long durationMinMicros,
        long durationMaxMicros,
        int limit) {

    public Search {
        tags = Map.copyOf(tags);
    }

    /// The latest traces that match, the latest first.
    public List<Trace> in(TraceStore store) {
        return store.ofService(service)
                .filter(trace -> trace.spans().stream().anyMatch(this::matches))
                .sorted(Comparator.comparingLong(Trace::startMicros).reversed())
                .limit(limit)
                .toList();
    }

    boolean matches(Span span) {
        return span.service().equals(service)
                && (operation.isEmpty() || span.operation().equals(operation))
                && span.startMicros() >= startMinMicros
                && span.startMicros() <= startMaxMicros
                && span.durationMicros() >= durationMinMicros
                && (durationMaxMicros == 0 || span.durationMicros() <= durationMaxMicros)
                && tags.entrySet().stream().allMatch(tag -> has(span, tag));
    }

    private static boolean has(Span span, Map.Entry<String, String> wanted) {
        if (says(span.tags(), wanted) || says(span.process().tags(), wanted)) {
            return true;
        }
        for (Log log : span.logs()) {
            if (says(log.fields(), wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean says(List<Tag> tags, Map.Entry<String, String> wanted) {
        return tags.stream().anyMatch(tag -> tag.says(wanted.getKey(), wanted.getValue()));
    }
}
