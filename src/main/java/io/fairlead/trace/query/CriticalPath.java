package io.fairlead.trace.query;

import io.fairlead.trace.span.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which work the end of a trace waited for: going back from the end of the longest root, at each moment the span
/// whose end was waited for, and where no child ran, the span itself.
public final class CriticalPath {

    private CriticalPath() {}

    /// A stretch of time in which a span was what everybody waited for.
    public record Stretch(long span, long startMicros, long endMicros) {}

    /// A span whose stretches are to be found before a time.
    private record Turn(Span span, long until) {}

    static List<Stretch> of(List<Span> spans) {
        Family family = new Family(spans);
        List<Stretch> path = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        Deque<Turn> turns = new ArrayDeque<>();
        family.roots().stream()
                .max(Comparator.comparingLong(Span::durationMicros))
                .ifPresent(root -> turns.push(new Turn(root, root.endMicros())));
        while (!turns.isEmpty()) {
            Turn turn = turns.pop();
            if (seen.add(turn.span().id())) {
                walk(turn, family.children(turn.span()), path, turns);
            }
        }
        path.sort(Comparator.comparingLong(Stretch::startMicros));
        return path;
    }

    private static void walk(
            Turn turn, List<Span> children, List<Stretch> path, Deque<Turn> turns) {
        Span span = turn.span();
        long at = turn.until();
        List<Span> latestFirst = new ArrayList<>(children);
        latestFirst.sort(Comparator.comparingLong(Span::endMicros).reversed());
        for (Span child : latestFirst) {
            long end = Math.min(child.endMicros(), span.endMicros());
            boolean waitedFor = child.startMicros() >= span.startMicros() && end <= at;
            if (!waitedFor || end <= child.startMicros()) {
                continue;
            }
            stretch(span, end, at, path);
            turns.push(new Turn(child, end));
            at = child.startMicros();
        }
        stretch(span, span.startMicros(), at, path);
    }

    private static void stretch(Span span, long start, long end, List<Stretch> path) {
        if (end > start) {
            path.add(new Stretch(span.id(), start, end));
        }
    }
}
