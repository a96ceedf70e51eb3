package io.fairlead.proxy.trace.context;

import io.fairlead.proxy.meter.TraceCarrier;
import io.fairlead.proxy.meter.TraceHeader;
import io.fairlead.proxy.trace.context.Incoming.Broken;
import io.fairlead.proxy.trace.context.Incoming.Decided;
import io.fairlead.proxy.trace.context.Incoming.Form;
import io.fairlead.proxy.trace.context.Incoming.Found;
import io.fairlead.proxy.trace.context.TraceContext.Sampled;
import org.jspecify.annotations.Nullable;

/// B3, Zipkin's headers.
public final class B3 {

    private B3() {}

    /// Reads header `b3`: `TRACE-SPAN[-SAMPLED[-PARENT]]`, or the decision alone.
    static Incoming single(TraceCarrier headers) {
        String text = headers.traceHeader(TraceHeader.B3);
        if (text == null) {
            return Incoming.NONE;
        }
        if (text.length() == 1) {
            Sampled decision = decision(text.charAt(0));
            return decision == null
                    ? new Broken(TraceHeader.B3)
                    : new Decided(decision != Sampled.NO, Form.B3_SINGLE);
        }
        TraceContext context = parse(text);
        return context == null ? new Broken(TraceHeader.B3) : new Found(context, Form.B3_SINGLE);
    }

    private static @Nullable TraceContext parse(String text) {
        int trace = text.indexOf('-');
        int span = trace + 1 + Hex.DIGITS;
        if (!isTraceId(text, trace) || !isId(text, trace + 1, span)) {
            return null;
        }
        Sampled sampled = Sampled.UNDECIDED;
        int end = span;
        if (text.length() > span) {
            sampled = text.length() < span + 2 ? null : decision(text.charAt(span + 1));
            end = span + 2;
            if (text.charAt(span) != '-' || sampled == null) {
                return null;
            }
        }
        if (text.length() > end) {
            int parent = end + 1 + Hex.DIGITS;
            if (text.charAt(end) != '-'
                    || text.length() != parent
                    || !isId(text, end + 1, parent)) {
                return null;
            }
        }
        return context(text, trace, Hex.value(text, trace + 1, span), sampled);
    }

    private static @Nullable Sampled decision(char letter) {
        return switch (letter) {
            case '0' -> Sampled.NO;
            case '1' -> Sampled.YES;
            case 'd' -> Sampled.DEBUG;
            default -> null;
        };
    }

    /// Reads the headers `x-b3-…`.
    static Incoming multi(TraceCarrier headers) {
        String trace = headers.traceHeader(TraceHeader.B3_TRACE_ID);
        String span = headers.traceHeader(TraceHeader.B3_SPAN_ID);
        Sampled sampled = sampled(headers);
        if (sampled == null) {
            return new Broken(TraceHeader.B3_SAMPLED);
        }
        if (trace == null && span == null) {
            return sampled == Sampled.UNDECIDED
                    ? Incoming.NONE
                    : new Decided(sampled != Sampled.NO, Form.B3_MULTI);
        }
        if (trace == null || !isTraceId(trace, trace.length())) {
            return new Broken(TraceHeader.B3_TRACE_ID);
        }
        if (span == null || span.length() != Hex.DIGITS || !isId(span, 0, Hex.DIGITS)) {
            return new Broken(TraceHeader.B3_SPAN_ID);
        }
        String parent = headers.traceHeader(TraceHeader.B3_PARENT_SPAN_ID);
        if (parent != null && (parent.length() != Hex.DIGITS || !isId(parent, 0, Hex.DIGITS))) {
            return new Broken(TraceHeader.B3_PARENT_SPAN_ID);
        }
        long id = Hex.value(span, 0, Hex.DIGITS);
        return new Found(context(trace, trace.length(), id, sampled), Form.B3_MULTI);
    }

    /// Null when it can't be understood.
    private static @Nullable Sampled sampled(TraceCarrier headers) {
        String flags = headers.traceHeader(TraceHeader.B3_FLAGS);
        if ("1".equals(flags)) {
            return Sampled.DEBUG;
        }
        String text = headers.traceHeader(TraceHeader.B3_SAMPLED);
        return switch (text) {
            case null -> Sampled.UNDECIDED;
            case "1", "true" -> Sampled.YES;
            case "0", "false" -> Sampled.NO;
            case "d" -> Sampled.DEBUG;
            default -> null;
        };
    }

    private static TraceContext context(String trace, int length, long span, Sampled sampled) {
        int low = length - Hex.DIGITS;
        return new TraceContext(
                Hex.value(trace, 0, low), Hex.value(trace, low, length), span, sampled, "");
    }

    private static boolean isTraceId(String text, int length) {
        return (length == Hex.DIGITS || length == 2 * Hex.DIGITS)
                && Hex.is(text, 0, length, true)
                && (Hex.value(text, length - Hex.DIGITS, length) != 0
                        || Hex.value(text, 0, length - Hex.DIGITS) != 0);
    }

    private static boolean isId(String text, int from, int to) {
        return text.length() >= to
                && Hex.is(text, from, to, true)
                && Hex.value(text, from, to) != 0;
    }

    /// Header `b3`.
    ///
    /// @param parent zero = none
    public static String single(String trace, String span, Sampled sampled, long parent) {
        String letter =
                switch (sampled) {
                    case YES -> "-1";
                    case NO -> "-0";
                    case DEBUG -> "-d";
                    case UNDECIDED -> "";
                };
        return parent == 0 || letter.isEmpty()
                ? trace + "-" + span + letter
                : trace + "-" + span + letter + "-" + Hex.text(parent);
    }
}
