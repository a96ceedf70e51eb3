package io.fairlead.trace.query;

import io.fairlead.clock.Clock;
import io.fairlead.trace.span.Span;
import io.fairlead.trace.span.Trace;
import io.fairlead.trace.span.TraceId;
import io.fairlead.trace.store.Operation;
import io.fairlead.trace.store.TraceStore;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Jaeger's query API, so that what reads a Jaeger reads us.
///
/// ```
/// services   services/NAME/operations   operations?service=   traces?service=   traces/ID   dependencies
/// ```
public final class JaegerApi {

    /// A difference of clocks up to this is corrected.
    private static final long SKEW_MAX_MICROS = 1_000_000;

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final int NOT_FOUND = 404;

    private final Asking store;
    private final Clock clock;
    private final ClockSkew skew = new ClockSkew(SKEW_MAX_MICROS);

    public JaegerApi(Asking store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /// @param path below the API, decoded
    public Answer answer(String path, Map<String, List<String>> values) {
        var now = clock.now();
        long micros = now.getEpochSecond() * MICROS_PER_SECOND + now.getNano() / NANOS_PER_MICRO;
        Parameters asked = new Parameters(values, micros);
        try {
            return route(path, asked);
        } catch (Asked refused) {
            return JaegerJson.refusal(refused);
        }
    }

    private Answer route(String path, Parameters asked) throws Asked {
        if (path.startsWith("services/") && path.endsWith("/operations")) {
            int from = "services/".length();
            int to = path.length() - "/operations".length();
            return operationNames(path.substring(from, Math.max(from, to)));
        }
        if (path.startsWith("traces/")) {
            return trace(Parameters.trace(path.substring("traces/".length())));
        }
        return switch (path) {
            case "services" -> names(store.ask(TraceStore::services));
            case "operations" -> operations(asked.service(), asked.first("spanKind"));
            case "traces" -> traces(asked);
            case "dependencies" -> dependencies(asked);
            default -> throw new Asked(NOT_FOUND, "there is no such question");
        };
    }

    private static Answer names(Collection<String> names) {
        return JaegerJson.answer(
                names.size(),
                out -> {
                    if (names.isEmpty()) {
                        out.writeNull();
                    } else {
                        out.writeArray(names.toArray(String[]::new), 0, names.size());
                    }
                });
    }

    private Answer operationNames(String service) {
        Set<String> names = new TreeSet<>();
        store.ask(held -> held.operations(service)).forEach(found -> names.add(found.name()));
        return names(names);
    }

    private Answer operations(String service, String kind) {
        List<Operation> found =
                store.ask(held -> held.operations(service)).stream()
                        .filter(operation -> kind.isEmpty() || operation.kind().equals(kind))
                        .sorted(
                                Comparator.comparing(Operation::name)
                                        .thenComparing(Operation::kind))
                        .toList();
        return JaegerJson.answer(
                found.size(),
                out -> {
                    out.writeStartArray();
                    for (Operation operation : found) {
                        out.writeStartObject();
                        out.writeStringField("name", operation.name());
                        out.writeStringField("spanKind", operation.kind());
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                });
    }

    private Answer traces(Parameters asked) throws Asked {
        List<TraceId> ids = asked.traces();
        List<Trace> found;
        if (ids.isEmpty()) {
            Search search = asked.search();
            found = store.ask(search::in);
        } else {
            found =
                    store.ask(held ->
                            ids.stream().map(held::find).flatMap(Optional::stream).toList());
        }
        List<Trace> adjusted = found.stream().map(this::adjusted).toList();
        return JaegerJson.answer(0, out -> JaegerJson.traces(out, adjusted));
    }

    private Answer trace(TraceId id) throws Asked {
        Trace trace = found(id);
        return JaegerJson.answer(0, out -> JaegerJson.traces(out, List.of(adjusted(trace))));
    }

    private Trace found(TraceId id) throws Asked {
        return store.ask(held -> held.find(id))
                .orElseThrow(() -> new Asked(NOT_FOUND, "trace not found"));
    }

    private Trace adjusted(Trace trace) {
        List<Span> spans = skew.adjust(SharedIds.split(trace.spans()));
        return new Trace(trace.id(), spans, trace.warnings());
    }

    private Answer dependencies(Parameters asked) throws Asked {
        long end = asked.endMicros();
        long start = end - asked.lookbackMicros();
        List<Trace> traces = store.ask(held -> held.all().toList());
        List<CallGraph.Call> calls = CallGraph.of(traces.stream(), start, end);
        return JaegerJson.answer(
                0,
                out -> {
                    out.writeStartArray();
                    for (CallGraph.Call call : calls) {
                        out.writeStartObject();
                        out.writeStringField("parent", call.parent());
                        out.writeStringField("child", call.child());
                        out.writeNumberField("callCount", call.callCount());
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                });
    }

    /// What our own page asks beside that: `critical/ID` for the critical path of a trace, `lost` for services that
    /// drop trace headers.
    public Answer own(String path) {
        try {
            if (path.startsWith("critical/")) {
                Trace trace = found(Parameters.trace(path.substring("critical/".length())));
                return critical(CriticalPath.of(adjusted(trace).spans()));
            }
            if (path.equals("lost")) {
                return lost(LostContext.in(store.ask(held -> held.all().toList())));
            }
            throw new Asked(NOT_FOUND, "there is no such question");
        } catch (Asked refused) {
            return JaegerJson.refusal(refused);
        }
    }

    private static Answer critical(List<CriticalPath.Stretch> path) {
        return JaegerJson.answer(
                path.size(),
                out -> {
                    out.writeStartArray();
                    for (CriticalPath.Stretch stretch : path) {
                        out.writeStartObject();
                        out.writeStringField("spanID", TraceId.hex(stretch.span()));
                        out.writeNumberField("start", stretch.startMicros());
                        out.writeNumberField("end", stretch.endMicros());
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                });
    }

    private static Answer lost(List<LostContext.Finding> findings) {
        return JaegerJson.answer(
                findings.size(),
                out -> {
                    out.writeStartArray();
                    for (LostContext.Finding finding : findings) {
                        out.writeStartObject();
                        out.writeStringField("service", finding.service());
                        out.writeStringField("says", finding.sentence());
                        out.writeNumberField("loneCalls", finding.lone());
                        out.writeNumberField("whileAnswering", finding.fitting());
                        out.writeArrayFieldStart("examples");
                        for (LostContext.Example example : finding.examples()) {
                            out.writeStartObject();
                            out.writeStringField("inbound", example.inbound().toString());
                            out.writeStringField("server", TraceId.hex(example.server()));
                            out.writeStringField("outbound", example.outbound().toString());
                            out.writeEndObject();
                        }
                        out.writeEndArray();
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                });
    }
}
