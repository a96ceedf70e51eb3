package io.fairlead.trace.query;

import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Trace;
import io.fairlead.trace.span.TraceId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds services that drop trace headers.
///
/// Such a service's sidecar sees a call come in (a server span), and while it is being answered a call go out that
/// belongs to nothing (a client span that is the root of another trace). The rule, for a service X among given traces:
///
/// - a *lone call* is a client span of X without a parent;
/// - it *fits* a server span of X in another trace that contains its whole time on the same machine (`ip` of the
///   process, where both say one) and has no client span of X as a child: what passes headers on has one;
/// - X loses context when at least one lone call fits, and at least half of them do: a job that X starts by itself
///   makes lone calls too, but only by chance while a request is being answered.
public final class LostContext {

    /// Pairs that are told of a service.
    private static final int EXAMPLES_MAX = 20;

    private LostContext() {}

    /// @param inbound trace in which the call came in
    /// @param server span of the call that came in
    /// @param outbound trace that the call which went out began
    public record Example(TraceId inbound, long server, TraceId outbound) {}

    /// @param lone calls of the service that belong to nothing
    /// @param fitting those made while a request was being answered
    public record Finding(String service, int lone, int fitting, List<Example> examples) {

        public Finding {
            examples = List.copyOf(examples);
        }

        /// The sentence for people.
        public String sentence() {
            return "context lost at %s: its outbound calls carry no trace headers"
                    .formatted(service);
        }
    }

    /// What is known of one service.
    private static final class Calls {
        final List<Span> lone = new ArrayList<>();

        /// Server spans without a call of their own, by start.
        final NavigableMap<Long, List<Span>> silent = new TreeMap<>();

        long longest;
    }

    static List<Finding> in(List<Trace> traces) {
        Map<String, Calls> services = new HashMap<>();
        for (Trace trace : traces) {
            read(SharedIds.split(trace.spans()), services);
        }
        return services.entrySet().stream()
                .map(entry -> judge(entry.getKey(), entry.getValue()))
                .filter(finding -> finding.fitting() > 0 && 2 * finding.fitting() >= finding.lone())
                .sorted(Comparator.comparing(Finding::service))
                .toList();
    }

    private static void read(List<Span> spans, Map<String, Calls> services) {
        Set<String> callers = new HashSet<>();
        for (Span span : spans) {
            if (span.kind().equals("client")) {
                callers.add(span.parent() + " " + span.service());
            }
        }
        for (Span span : spans) {
            Calls calls = services.computeIfAbsent(span.service(), _ -> new Calls());
            if (span.kind().equals("client") && span.parent() == 0) {
                calls.lone.add(span);
            }
            boolean calling = callers.contains(span.id() + " " + span.service());
            if (span.kind().equals("server") && !calling) {
                calls.silent.computeIfAbsent(span.startMicros(), _ -> new ArrayList<>()).add(span);
                calls.longest = Math.max(calls.longest, span.durationMicros());
            }
        }
    }

    private static Finding judge(String service, Calls calls) {
        int fitting = 0;
        List<Example> examples = new ArrayList<>();
        for (Span lone : calls.lone) {
            Span server = fit(lone, calls);
            if (server != null) {
                fitting++;
                if (examples.size() < EXAMPLES_MAX) {
                    examples.add(new Example(server.trace(), server.id(), lone.trace()));
                }
            }
        }
        return new Finding(service, calls.lone.size(), fitting, examples);
    }

    /// The server span that began last before the call.
    private static @Nullable Span fit(Span lone, Calls calls) {
        long earliest = lone.startMicros() - calls.longest;
        return calls
                .silent
                .subMap(earliest, true, lone.startMicros(), true)
                .descendingMap()
                .values()
                .stream()
                .flatMap(List::stream)
                .filter(server -> contains(server, lone))
                .findFirst()
                .orElse(null);
    }

    private static boolean contains(Span server, Span lone) {
        boolean known = server.process().ip().isPresent() && lone.process().ip().isPresent();
        return !server.trace().equals(lone.trace())
                && server.endMicros() >= lone.endMicros()
                && (!known || server.process().ip().equals(lone.process().ip()));
    }
}
