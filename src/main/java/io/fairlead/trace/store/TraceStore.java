package io.fairlead.trace.store;

import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Trace;
import io.fairlead.trace.span.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Traces in the order in which they began to arrive, found by id, service and operation. For one thread.
///
/// Memory is bounded by bytes: when a span would take it above, the oldest traces go, whole. An index has lines of
/// held traces only, so that it is bounded too.
public final class TraceStore {

    private final StoreLimits limits;
    private final LinkedHashMap<TraceId, Held> traces = new LinkedHashMap<>();
    private final SortedMap<String, ServiceIndex> services = new TreeMap<>();
    private long bytes;
    private long evicted;
    private long dropped;

    private static final class Held {
        final List<Span> spans = new ArrayList<>();
        long bytes;
        int left;
    }

    private static final class ServiceIndex {
        final Set<TraceId> traces = new LinkedHashSet<>();
        final Map<Operation, Integer> operations = new HashMap<>();
    }

    public TraceStore(StoreLimits limits) {
        this.limits = limits;
    }

    /// Takes a span in; the oldest traces make room for it.
    public void add(Span span) {
        Held held = traces.computeIfAbsent(span.trace(), _ -> new Held());
        if (held.spans.size() >= limits.traceSpansMax()) {
            held.left++;
            dropped++;
            return;
        }
        int size = Sizes.of(span);
        held.spans.add(span);
        held.bytes += size;
        bytes += size;
        ServiceIndex index = services.computeIfAbsent(span.service(), _ -> new ServiceIndex());
        index.traces.add(span.trace());
        index.operations.merge(operation(span), 1, Integer::sum);
        while (bytes > limits.bytesMax()) {
            evictOldest();
        }
    }

    private void evictOldest() {
        Map.Entry<TraceId, Held> oldest = traces.pollFirstEntry();
        evicted++;
        bytes -= oldest.getValue().bytes;
        for (Span span : oldest.getValue().spans) {
            ServiceIndex index = services.get(span.service());
            if (index != null) {
                index.traces.remove(span.trace());
                index.operations.computeIfPresent(
                        operation(span), (_, count) -> count == 1 ? null : count - 1);
                if (index.operations.isEmpty()) {
                    services.remove(span.service());
                }
            }
        }
    }

    private static Operation operation(Span span) {
        return new Operation(span.operation(), span.kind());
    }

    /// Names of services, in order.
    public List<String> services() {
        return List.copyOf(services.keySet());
    }

    /// What a service does; nothing when it isn't known.
    public Set<Operation> operations(String service) {
        @Nullable ServiceIndex index = services.get(service);
        return index == null ? Set.of() : Set.copyOf(index.operations.keySet());
    }

    public Optional<Trace> find(TraceId id) {
        return Optional.ofNullable(traces.get(id)).map(held -> trace(id, held));
    }

    /// Traces in which a service has a span, the latest first. To be read before the next span is added.
    public Stream<Trace> ofService(String service) {
        @Nullable ServiceIndex index = services.get(service);
        return index == null
                ? Stream.empty()
                : new ArrayList<>(index.traces)
                        .reversed().stream().flatMap(id -> find(id).stream());
    }

    /// All traces, the latest first. To be read before the next span is added.
    public Stream<Trace> all() {
        return traces.sequencedEntrySet().reversed().stream()
                .map(entry -> trace(entry.getKey(), entry.getValue()));
    }

    private static Trace trace(TraceId id, Held held) {
        List<String> warnings =
                held.left == 0
                        ? List.of()
                        : List.of("%d more spans were left out".formatted(held.left));
        return new Trace(id, held.spans, warnings);
    }

    /// Bytes held, as estimated.
    public long bytes() {
        return bytes;
    }

    public int size() {
        return traces.size();
    }

    /// Traces that had to go.
    public long evicted() {
        return evicted;
    }

    /// Spans of traces that had too many.
    public long dropped() {
        return dropped;
    }
}
