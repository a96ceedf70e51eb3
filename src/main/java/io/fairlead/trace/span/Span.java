package io.fairlead.trace.span;

import java.util.List;
import java.util.Optional;

/// A piece of work.
///
/// @param references the first one into the same trace is the parent
/// @param startMicros since 1970
/// @param warnings what was mended, for people
public record Span(
        TraceId trace,
        long id,
        List<Reference> references,
        String operation,
        int flags,
        long startMicros,
        long durationMicros,
        List<Tag> tags,
        List<Log> logs,
        Reporter process,
        List<String> warnings) {

    private static final String KIND = "span.kind";

    public Span {
        references = List.copyOf(references);
        tags = List.copyOf(tags);
        logs = List.copyOf(logs);
        warnings = List.copyOf(warnings);
    }

    /// 0 for a root.
    public long parent() {
        for (Reference reference : references) {
            if (reference.trace().equals(trace)) {
                return reference.span();
            }
        }
        return 0;
    }

    public String service() {
        return process.service();
    }

    public long endMicros() {
        return startMicros + durationMicros;
    }

    public Optional<String> tag(String key) {
        return tags.stream()
                .filter(tag -> tag.key().equals(key))
                .map(tag -> tag.value().text())
                .findFirst();
    }

    /// `client`, `server`, …; empty when it doesn't say.
    public String kind() {
        return tag(KIND).orElse("");
    }

    public Span withIdentity(long newId, List<Reference> newReferences) {
        return new Span(
                trace,
                newId,
                newReferences,
                operation,
                flags,
                startMicros,
                durationMicros,
                tags,
                logs,
                process,
                warnings);
    }

    public Span withTimes(long start, List<Log> newLogs, List<String> newWarnings) {
        return new Span(
                trace,
                id,
                references,
                operation,
                flags,
                start,
                durationMicros,
                tags,
                newLogs,
                process,
                newWarnings);
    }
}
