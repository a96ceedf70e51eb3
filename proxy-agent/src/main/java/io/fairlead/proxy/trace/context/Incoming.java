package io.fairlead.proxy.trace.context;

import io.fairlead.proxy.meter.TraceCarrier;
import io.fairlead.proxy.meter.TraceHeader;

/// What a request says of its trace.
public sealed interface Incoming {

    /// Nothing.
    record None() implements Incoming {}

    /// Something that can't be understood: a new trace begins.
    record Broken(TraceHeader header) implements Incoming {}

    /// It has no trace yet, and whether it will be traced is decided.
    record Decided(boolean sampled, Form form) implements Incoming {}

    /// It is part of a trace.
    record Found(TraceContext context, Form form) implements Incoming {}

    /// How it is said.
    enum Form {
        /// Several headers, `x-b3-…`.
        B3_MULTI,
        /// Header `b3`.
        B3_SINGLE,
        /// `traceparent`, `tracestate`.
        W3C;

        /// The form that a header belongs to.
        public static Form of(TraceHeader header) {
            return switch (header) {
                case B3 -> B3_SINGLE;
                case TRACEPARENT, TRACESTATE -> W3C;
                case B3_TRACE_ID,
                        B3_SPAN_ID,
                        B3_PARENT_SPAN_ID,
                        B3_SAMPLED,
                        B3_FLAGS,
                        CLIENT_TRACE_ID,
                        FORCE_TRACE ->
                        B3_MULTI;
            };
        }
    }

    /// Nothing was said.
    Incoming NONE = new None();

    /// Reads it. When it is said in several ways, the first that can be understood counts: the preferred one, then B3
    /// in one header, in several, then W3C.
    static Incoming read(TraceCarrier headers, boolean preferW3c) {
        Incoming found = preferW3c ? W3c.read(headers) : NONE;
        Incoming broken = null;
        for (int i = 0; i < 3; i++) {
            switch (found) {
                case Found _, Decided _ -> {
                    return found;
                }
                case Broken now -> broken = broken == null ? now : broken;
                case None _ -> {}
            }
            found = next(i, headers, preferW3c);
        }
        return switch (found) {
            case Found _, Decided _ -> found;
            case Broken _, None _ -> broken == null ? found : broken;
        };
    }

    private static Incoming next(int i, TraceCarrier headers, boolean preferW3c) {
        return switch (i) {
            case 0 -> B3.single(headers);
            case 1 -> B3.multi(headers);
            default -> preferW3c ? NONE : W3c.read(headers);
        };
    }
}
