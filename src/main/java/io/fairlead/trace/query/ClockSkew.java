package io.fairlead.trace.query;

import io.fairlead.trace.span.Log;
import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.TraceId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Clocks of machines disagree, so that a call may seem to begin before it was made. As Jaeger does, the times of a
/// machine are moved so that its span lies in the middle of the caller's, and each moved span says so.
///
/// The machine is the `ip` of the span's process; spans of one machine move together.
///
/// @param maxMicros a larger difference is only said; 0 moves nothing
record ClockSkew(long maxMicros) {

    /// How far the clock of a machine is off.
    private record Skew(@Nullable String machine, long micros) {}

    /// A span that waits for its turn, below a parent that had it.
    private record Turn(Span span, @Nullable Span parent, Skew skew) {}

    List<Span> adjust(List<Span> spans) {
        Family family = new Family(spans);
        IdentityHashMap<Span, Span> adjusted = new IdentityHashMap<>();
        Deque<Turn> turns = new ArrayDeque<>();
        for (Span root : family.roots()) {
            turns.push(new Turn(root, null, new Skew(root.process().ip().orElse(""), 0)));
        }
        while (!turns.isEmpty()) {
            Turn turn = turns.pop();
            Skew skew = turn.parent() == null ? turn.skew() : skew(turn, turn.parent());
            Span moved = move(turn.span(), skew.micros());
            boolean orphan = turn.parent() == null && turn.span().parent() != 0;
            adjusted.put(turn.span(), orphan ? orphan(moved) : moved);
            if (family.isTwice(turn.span())) {
                continue;
            }
            for (Span child : family.children(turn.span())) {
                turns.push(new Turn(child, moved, skew));
            }
        }
        List<Span> all = new ArrayList<>();
        spans.forEach(span -> all.add(adjusted.getOrDefault(span, span)));
        return all;
    }

    private static Skew skew(Turn turn, Span parent) {
        String machine = turn.span().process().ip().orElse("");
        boolean same = !machine.isEmpty() && machine.equals(turn.skew().machine());
        return same ? turn.skew() : new Skew(machine, between(turn.span(), parent));
    }

    /// What has to be added to the child's times.
    private static long between(Span child, Span parent) {
        if (child.durationMicros() > parent.durationMicros()) {
            return Math.max(0, parent.startMicros() - child.startMicros());
        }
        boolean fits =
                child.startMicros() >= parent.startMicros()
                        && child.endMicros() <= parent.endMicros();
        long latency = (parent.durationMicros() - child.durationMicros()) / 2;
        return fits ? 0 : parent.startMicros() + latency - child.startMicros();
    }

    private Span move(Span span, long micros) {
        if (micros == 0) {
            return span;
        }
        String delta = GoDuration.format(micros);
        if (Math.abs(micros) > maxMicros) {
            String why =
                    maxMicros == 0
                            ? "clock skew adjustment disabled"
                            : "max clock skew adjustment delta of %s exceeded"
                                    .formatted(GoDuration.format(maxMicros));
            return warned(span, why + "; not applying calculated delta of " + delta);
        }
        List<Log> logs =
                span.logs().stream()
                        .map(log -> new Log(log.atMicros() + micros, log.fields()))
                        .toList();
        Span moved = span.withTimes(span.startMicros() + micros, logs, span.warnings());
        return warned(moved, "This span's timestamps were adjusted by " + delta);
    }

    private static Span orphan(Span span) {
        return warned(
                span,
                "invalid parent span IDs=%s; skipping clock skew adjustment"
                        .formatted(TraceId.hex(span.parent())));
    }

    private static Span warned(Span span, String warning) {
        List<String> warnings = new ArrayList<>(span.warnings());
        warnings.add(warning);
        return span.withTimes(span.startMicros(), span.logs(), warnings);
    }
}
