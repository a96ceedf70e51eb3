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
/// - X loses context when, of its lone calls of one operation, at least one fits, and at least half do: a job that X
///   starts by itself makes lone calls too, but only by chance while a request is being answered; and jobs seldom call
///   what requests call.
public final class LostContext {

    /// Pairs that are told of a service, the newest first.
    private static final int EXAMPLES_MAX = 20;

    private LostContext() {}

    /// @param inbound trace in which the call came in
    /// @param server span of the call that came in
    /// @param outbound trace that the call which went out began
    public record Example(TraceId inbound, long server, TraceId outbound) {}

    /// @param lone calls of the service that belong to nothing, of operations whose calls fit
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

    /// A lone call, and the server span that it fits.
    private record Pair(Span server, Span lone) {
        Example example() {
            return new Example(server.trace(), server.id(), lone.trace());
        }
    }

    /// What is known of one service.
    private static final class Calls {
        /// By their operation.
        final Map<String, List<Span>> lone = new HashMap<>();

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
                .filter(finding -> finding.fitting() > 0)
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
                calls.lone.computeIfAbsent(span.operation(), _ -> new ArrayList<>()).add(span);
            }
            boolean calling = callers.contains(span.id() + " " + span.service());
            if (span.kind().equals("server") && !calling) {
                calls.silent.computeIfAbsent(span.startMicros(), _ -> new ArrayList<>()).add(span);
                calls.longest = Math.max(calls.longest, span.durationMicros());
            }
        }
    }

    private static Finding judge(String service, Calls calls) {
        int lone = 0;
        List<Pair> pairs = new ArrayList<>();
        for (List<Span> same : calls.lone.values()) {
            List<Pair> fitting = fitting(same, calls);
            if (2 * fitting.size() >= same.size()) {
                lone += same.size();
                pairs.addAll(fitting);
            }
        }
        List<Example> examples =
                pairs.stream()
                        .sorted(Comparator.comparingLong(pair -> -pair.lone().startMicros()))
                        .limit(EXAMPLES_MAX)
                        .map(Pair::example)
                        .toList();
        return new Finding(service, lone, pairs.size(), examples);
    }

    private static List<Pair> fitting(List<Span> lone, Calls calls) {
        List<Pair> pairs = new ArrayList<>();
        for (Span call : lone) {
            Span server = fit(call, calls);
            if (server != null) {
                pairs.add(new Pair(server, call));
            }
        }
        return pairs;
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
