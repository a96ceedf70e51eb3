package io.fairlead.trace.query;

import io.fairlead.trace.span.Reference;
import io.fairlead.trace.span.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Zipkin lets a client span and its server span have one id. Here the server span gets one of its own and becomes the
/// client's child; what was called in the server stays below it.
final class SharedIds {

    private SharedIds() {}

    static List<Span> split(List<Span> spans) {
        Set<Long> clients =
                spans.stream()
                        .filter(span -> span.kind().equals("client"))
                        .map(Span::id)
                        .collect(Collectors.toSet());
        Set<Long> taken = new HashSet<>(spans.stream().map(Span::id).toList());
        Map<Long, Long> servers = new HashMap<>();
        List<Span> split = new ArrayList<>();
        for (Span span : spans) {
            if (span.kind().equals("server") && clients.contains(span.id())) {
                long fresh = fresh(taken);
                servers.put(span.id(), fresh);
                split.add(span.withIdentity(fresh, parent(span, span.id())));
            } else {
                split.add(span);
            }
        }
        return servers.isEmpty() ? spans : split.stream().map(s -> below(s, servers)).toList();
    }

    private static long fresh(Set<Long> taken) {
        long id = 1;
        while (!taken.add(id)) {
            id++;
        }
        return id;
    }

    private static Span below(Span span, Map<Long, Long> servers) {
        Long server = servers.get(span.parent());
        return server == null || server == span.id()
                ? span
                : span.withIdentity(span.id(), parent(span, server));
    }

    private static List<Reference> parent(Span span, long parent) {
        List<Reference> references = new ArrayList<>();
        references.add(new Reference(span.trace(), parent, true));
        references.addAll(
                span.references().stream()
                        .filter(reference -> !reference.trace().equals(span.trace()))
                        .toList());
        return references;
    }
}
