package io.fairlead.trace.query;

import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Trace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Who calls whom, how often: a span whose parent is of another service is a call.
public final class CallGraph {

    private CallGraph() {}

    /// @param parent the caller
    public record Call(String parent, String child, long callCount) {}

    /// Calls of traces all of whose spans lie between the two times.
    static List<Call> of(Stream<Trace> traces, long startMicros, long endMicros) {
        Map<String, Map<String, Long>> counts = new TreeMap<>();
        traces.filter(trace -> within(trace, startMicros, endMicros))
                .forEach(trace -> count(SharedIds.split(trace.spans()), counts));
        return counts.entrySet().stream()
                .flatMap(parent ->
                        parent.getValue().entrySet().stream()
                                .map(e -> new Call(parent.getKey(), e.getKey(), e.getValue())))
                .toList();
    }

    private static boolean within(Trace trace, long start, long end) {
        return trace.spans().stream()
                .allMatch(span -> span.startMicros() >= start && span.startMicros() <= end);
    }

    private static void count(List<Span> spans, Map<String, Map<String, Long>> counts) {
        Map<Long, String> services = new HashMap<>();
        spans.forEach(span -> services.putIfAbsent(span.id(), span.service()));
        for (Span span : spans) {
            String parent = services.get(span.parent());
            if (parent != null && !parent.equals(span.service())) {
                counts.computeIfAbsent(parent, _ -> new TreeMap<>())
                        .merge(span.service(), 1L, Long::sum);
            }
        }
    }
}
