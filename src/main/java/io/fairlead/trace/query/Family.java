package io.fairlead.trace.query;

import io.fairlead.trace.span.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who is whose child among the spans of a trace. A span whose parent isn't there is a root too.
final class Family {

    private final Map<Long, List<Span>> children = new HashMap<>();
    private final List<Span> roots = new ArrayList<>();
    private final Set<Long> ids = new HashSet<>();
    private final Set<Long> twice = new HashSet<>();

    Family(List<Span> spans) {
        for (Span span : spans) {
            if (!ids.add(span.id())) {
                twice.add(span.id());
            }
        }
        for (Span span : spans) {
            if (span.parent() != span.id() && ids.contains(span.parent())) {
                children.computeIfAbsent(span.parent(), _ -> new ArrayList<>()).add(span);
            } else {
                roots.add(span);
            }
        }
    }

    List<Span> roots() {
        return roots;
    }

    List<Span> children(Span of) {
        return children.getOrDefault(of.id(), List.of());
    }

    boolean has(long id) {
        return ids.contains(id);
    }

    /// Whether another span has the same id.
    boolean isTwice(Span span) {
        return twice.contains(span.id());
    }
}
