package io.fairlead.trace.span;

import java.util.List;

/// Spans that belong together, in the order in which they came.
///
/// @param warnings about the whole, for people
public record Trace(TraceId id, List<Span> spans, List<String> warnings) {

    public Trace {
        spans = List.copyOf(spans);
        warnings = List.copyOf(warnings);
    }

    /// When the first span began; 0 without one.
    public long startMicros() {
        return spans.stream().mapToLong(Span::startMicros).min().orElse(0);
    }
}
