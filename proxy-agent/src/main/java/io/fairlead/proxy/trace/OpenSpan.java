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
import org.jspecify.annotations.Nullable;

/// The span of a request that is under way, and the headers that tell the host of it: in the form that the provider is
/// known for, and in the one that the client used.
///
/// Most requests are not traced, and tell of it all the same: a header's text is made when it is written, and nothing
/// is kept beside numbers.
final class OpenSpan implements RequestTrace {

    private final TraceContext parent;
    private final long id;
    private final long startMicros;
    private final @Nullable Form own;
    private final @Nullable Form used;

    /// @param own null: the host isn't told
    private OpenSpan(
            TraceContext parent,
            long id,
            long startMicros,
            @Nullable Form own,
            @Nullable Form used) {
        this.parent = parent;
        this.id = id;
        this.startMicros = startMicros;
        this.own = own;
        this.used = used;
    }

    /// @param used by the client
    /// @param own of the provider
    /// @param startMicros since 1970; matters only when it is traced
    static OpenSpan of(TraceContext parent, long id, Form used, Form own, long startMicros) {
        return new OpenSpan(parent, id, startMicros, own, used);
    }

    /// The host isn't told of it.
    static OpenSpan silent(TraceContext parent, long id, long startMicros) {
        return new OpenSpan(parent, id, startMicros, null, null);
    }

    boolean traced() {
        return parent.sampled() != Sampled.NO;
    }

    SpanWriter.Place place() {
        return new SpanWriter.Place(parent.high(), parent.low(), id, parent.span(), startMicros);
    }

    @Override
    public int count() {
        return used == own ? count(own) : count(own) + count(used);
    }

    @Override
    public TraceHeader header(int i) {
        int ofOwn = count(own);
        return i < ofOwn ? header(own, i) : header(used, i - ofOwn);
    }

    @Override
    public String value(int i) {
        return switch (header(i)) {
            case B3_TRACE_ID -> traceId();
            case B3_SPAN_ID -> Hex.text(id);
            case B3_PARENT_SPAN_ID -> Hex.text(parent.span());
            case B3_SAMPLED -> parent.sampled() == Sampled.NO ? "0" : "1";
            case B3_FLAGS -> "1";
            case B3 -> B3.single(traceId(), Hex.text(id), parent.sampled(), parent.span());
            case TRACEPARENT -> W3c.parent(parent.high(), parent.low(), id, traced());
            case TRACESTATE -> parent.state();
            case CLIENT_TRACE_ID, FORCE_TRACE -> "";
        };
    }

    private int count(@Nullable Form form) {
        return switch (form) {
            case null -> 0;
            case B3_MULTI -> 3 + (parent.span() == 0 ? 0 : 1);
            case B3_SINGLE -> 1;
            case W3C -> parent.state().isEmpty() ? 1 : 2;
        };
    }

    private TraceHeader header(@Nullable Form form, int i) {
        return switch (form) {
            case null -> throw new IndexOutOfBoundsException(i);
            case B3_MULTI -> multi(i);
            case B3_SINGLE -> TraceHeader.B3;
            case W3C -> i == 0 ? TraceHeader.TRACEPARENT : TraceHeader.TRACESTATE;
        };
    }

    private TraceHeader multi(int i) {
        return switch (i) {
            case 0 -> TraceHeader.B3_TRACE_ID;
            case 1 -> TraceHeader.B3_SPAN_ID;
            case 2 ->
                    parent.sampled() == Sampled.DEBUG
                            ? TraceHeader.B3_FLAGS
                            : TraceHeader.B3_SAMPLED;
            default -> TraceHeader.B3_PARENT_SPAN_ID;
        };
    }

    @Override
    public String traceId() {
        return parent.traceId();
    }
}
