package io.fairlead.proxy.trace;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestTracer;
import io.fairlead.proxy.meter.TraceCarrier;
import io.fairlead.proxy.meter.TraceHeader;
import io.fairlead.proxy.model.Tracing;
import io.fairlead.proxy.model.Tracing.Tracer;
import io.fairlead.proxy.trace.context.Incoming;
import io.fairlead.proxy.trace.context.TraceContext;
import io.fairlead.proxy.trace.context.TraceContext.Sampled;
import io.fairlead.proxy.trace.sample.Decision;
import io.fairlead.proxy.trace.span.FinishedSpan;
import io.fairlead.proxy.trace.span.SpanWriter;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Traces the requests of a filter chain on one event loop.
final class ChainTracer implements RequestTracer {

    private final Tracing tracing;
    private final SpanWriter writer;
    private final Surroundings around;
    private final boolean w3c;
    private final boolean longIds;

    /// What it needs beside its settings.
    ///
    /// @param broken counts requests whose headers could not be understood
    record Surroundings(
            Clock clock, RandomGenerator random, Consumer<FinishedSpan> sink, LongAdder broken) {}

    ChainTracer(Tracing tracing, SpanWriter writer, Surroundings around) {
        this.tracing = tracing;
        this.writer = writer;
        this.around = around;
        this.w3c = tracing.provider() instanceof Tracer.OpenTelemetry;
        this.longIds =
                !(tracing.provider() instanceof Tracer.Zipkin zipkin) || zipkin.longTraceIds();
    }

    @Override
    public void begin(RequestRecord request, TraceCarrier headers, boolean external) {
        Decision decision = decide(request, headers, external);
        if (tracing.provider() instanceof Tracer.None) {
            return;
        }
        Incoming incoming = Incoming.read(headers, w3c);
        switch (incoming) {
            case Incoming.None _ -> begin(request, decision.traced(), form());
            case Incoming.Broken(TraceHeader header) -> {
                around.broken().increment();
                begin(request, decision.traced(), Incoming.Form.of(header));
            }
            case Incoming.Decided(boolean sampled, Incoming.Form form) -> {
                if (sampled) {
                    begin(request, true, form);
                }
            }
            case Incoming.Found(TraceContext context, Incoming.Form form) -> {
                if (isSampled(context.sampled(), decision)) {
                    goOn(request, context, form);
                }
            }
        }
    }

    private Decision decide(RequestRecord request, TraceCarrier headers, boolean external) {
        var wishes =
                new Decision.Wishes(
                        headers.traceHeader(TraceHeader.CLIENT_TRACE_ID) != null,
                        !external && headers.traceHeader(TraceHeader.FORCE_TRACE) != null);
        Decision decision =
                Decision.of(
                        request.requestId, tracing.sampling(), wishes, around.random().nextLong());
        if (!Objects.equals(request.requestId, decision.id())) {
            request.requestId = decision.id();
            request.requestIdChanged = true;
        }
        return decision;
    }

    private static boolean isSampled(Sampled before, Decision decision) {
        return switch (before) {
            case YES, DEBUG -> true;
            case NO -> false;
            case UNDECIDED -> decision.traced();
        };
    }

    private Incoming.Form form() {
        return w3c ? Incoming.Form.W3C : Incoming.Form.B3_MULTI;
    }

    /// A new trace.
    private void begin(RequestRecord request, boolean sampled, Incoming.Form form) {
        long high = longIds || form == Incoming.Form.W3C ? id() : 0;
        var context = new TraceContext(high, id(), 0, sampled ? Sampled.YES : Sampled.NO, "");
        put(request, context, form);
    }

    private void goOn(RequestRecord request, TraceContext context, Incoming.Form form) {
        Sampled sampled = context.sampled() == Sampled.DEBUG ? Sampled.DEBUG : Sampled.YES;
        TraceContext decided =
                sampled == context.sampled()
                        ? context
                        : new TraceContext(
                                context.high(),
                                context.low(),
                                context.span(),
                                sampled,
                                context.state());
        put(request, decided, form);
    }

    private void put(RequestRecord request, TraceContext parent, Incoming.Form form) {
        boolean traced = parent.sampled() != Sampled.NO;
        long start = traced ? around.clock().epochMicros() : 0;
        request.trace =
                tracing.propagate()
                        ? OpenSpan.of(parent, id(), form, form(), start)
                        : OpenSpan.silent(parent, id(), start);
    }

    private long id() {
        long id = around.random().nextLong();
        return id == 0 ? 1 : id;
    }

    @Override
    public void end(RequestRecord request) {
        if (request.trace instanceof OpenSpan span && span.traced()) {
            around.sink().accept(writer.span(span.place(), request));
        }
    }
}
