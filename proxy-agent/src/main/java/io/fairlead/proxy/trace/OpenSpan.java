package io.fairlead.proxy.trace;

import io.fairlead.proxy.meter.RequestTrace;
import io.fairlead.proxy.meter.TraceHeader;
import io.fairlead.proxy.trace.context.B3;
import io.fairlead.proxy.trace.context.Hex;
import io.fairlead.proxy.trace.context.Incoming.Form;
import io.fairlead.proxy.trace.context.TraceContext;
import io.fairlead.proxy.trace.context.TraceContext.Sampled;
import io.fairlead.proxy.trace.context.W3c;
import io.fairlead.proxy.trace.span.SpanWriter;

/// The span of a request that is under way, and the headers that tell the host of it: in the form that the provider is
/// known for, and in the one that the client used.
final class OpenSpan implements RequestTrace {

    private static final int HEADERS_MAX = 7;

    private final TraceContext parent;
    private final long id;
    private final long startMicros;
    private final String traceId;
    private final TraceHeader[] headers = new TraceHeader[HEADERS_MAX];
    private final String[] values = new String[HEADERS_MAX];
    private int count;

    private OpenSpan(TraceContext parent, long id, long startMicros) {
        this.parent = parent;
        this.id = id;
        this.startMicros = startMicros;
        this.traceId = parent.traceId();
    }

    /// @param used by the client
    /// @param own of the provider
    /// @param startMicros since 1970; matters only when it is traced
    static OpenSpan of(TraceContext parent, long id, Form used, Form own, long startMicros) {
        var span = new OpenSpan(parent, id, startMicros);
        String text = Hex.text(id);
        span.write(own, text);
        if (used != own) {
            span.write(used, text);
        }
        return span;
    }

    private void write(Form form, String text) {
        Sampled sampled = parent.sampled();
        switch (form) {
            case B3_MULTI -> {
                put(TraceHeader.B3_TRACE_ID, traceId);
                put(TraceHeader.B3_SPAN_ID, text);
                if (parent.span() != 0) {
                    put(TraceHeader.B3_PARENT_SPAN_ID, Hex.text(parent.span()));
                }
                switch (sampled) {
                    case YES -> put(TraceHeader.B3_SAMPLED, "1");
                    case NO -> put(TraceHeader.B3_SAMPLED, "0");
                    case DEBUG -> put(TraceHeader.B3_FLAGS, "1");
                    case UNDECIDED -> {}
                }
            }
            case B3_SINGLE -> put(TraceHeader.B3, B3.single(traceId, text, sampled, parent.span()));
            case W3C -> {
                put(
                        TraceHeader.TRACEPARENT,
                        W3c.parent(parent.high(), parent.low(), text, traced()));
                if (!parent.state().isEmpty()) {
                    put(TraceHeader.TRACESTATE, parent.state());
                }
            }
        }
    }

    private void put(TraceHeader header, String value) {
        headers[count] = header;
        values[count++] = value;
    }

    boolean traced() {
        return parent.sampled() != Sampled.NO;
    }

    SpanWriter.Place place() {
        return new SpanWriter.Place(parent.high(), parent.low(), id, parent.span(), startMicros);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public TraceHeader header(int i) {
        return headers[i];
    }

    @Override
    public String value(int i) {
        return values[i];
    }

    @Override
    public String traceId() {
        return traceId;
    }
}
