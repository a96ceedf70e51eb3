package io.fairlead.trace.decode;

import io.fairlead.trace.decode.Cuts.What;
import io.fairlead.trace.span.Log;
import io.fairlead.trace.span.Reference;
import io.fairlead.trace.span.Reporter;
import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Tag;
import io.fairlead.trace.span.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A span while it is being read.
final class Draft {

    TraceId trace = new TraceId(0, 0);
    long id;
    String operation = "";
    int flags;
    long startMicros;
    long durationMicros;
    @Nullable Reporter process;
    final List<Reference> references = new ArrayList<>();
    final List<Tag> tags = new ArrayList<>();
    final List<Log> logs = new ArrayList<>();

    private final Bounds bounds;

    Draft(Bounds bounds) {
        this.bounds = bounds;
    }

    void tag(Tag tag) {
        bounds.add(tags, tag, bounds.limits().tagsMax(), What.TAGS);
    }

    void log(Log log) {
        bounds.add(logs, log, bounds.limits().logsMax(), What.LOGS);
    }

    void reference(Reference reference) {
        if (reference.span() != 0) {
            bounds.add(references, reference, bounds.limits().referencesMax(), What.REFERENCES);
        }
    }

    /// The parent is the first of the references.
    void parent(long parent) {
        if (parent != 0) {
            references.addFirst(new Reference(trace, parent, true));
        }
    }

    /// Empty for a span without an id, which no trace can hold.
    Optional<Span> finish(Reporter otherwise) {
        if (trace.isZero() || id == 0) {
            bounds.cuts().count(What.INVALID_ID);
            return Optional.empty();
        }
        return Optional.of(
                new Span(
                        trace,
                        id,
                        references,
                        operation,
                        flags,
                        startMicros,
                        durationMicros,
                        tags,
                        logs,
                        process == null ? otherwise : process,
                        List.of()));
    }
}
