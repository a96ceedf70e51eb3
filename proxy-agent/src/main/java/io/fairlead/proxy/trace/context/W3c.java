package io.fairlead.proxy.trace.context;

import io.fairlead.proxy.meter.TraceCarrier;
import io.fairlead.proxy.meter.TraceHeader;
import io.fairlead.proxy.trace.context.Incoming.Broken;
import io.fairlead.proxy.trace.context.Incoming.Form;
import io.fairlead.proxy.trace.context.Incoming.Found;
import io.fairlead.proxy.trace.context.TraceContext.Sampled;

/// W3C Trace Context: `VERSION-TRACE-SPAN-FLAGS`.
public final class W3c {

    /// A list of states that is longer is not passed on.
    static final int STATE_CHARS_MAX = 512;

    private static final int TRACE = 3;
    private static final int SPAN = TRACE + 2 * Hex.DIGITS + 1;
    private static final int FLAGS = SPAN + Hex.DIGITS + 1;
    private static final int LENGTH = FLAGS + 2;

    private W3c() {}

    static Incoming read(TraceCarrier headers) {
        String text = headers.traceHeader(TraceHeader.TRACEPARENT);
        if (text == null) {
            return Incoming.NONE;
        }
        if (!isValid(text)) {
            return new Broken(TraceHeader.TRACEPARENT);
        }
        boolean sampled = (Hex.value(text, FLAGS, LENGTH) & 1) != 0;
        String state = headers.traceHeader(TraceHeader.TRACESTATE);
        return new Found(
                new TraceContext(
                        Hex.value(text, TRACE, TRACE + Hex.DIGITS),
                        Hex.value(text, TRACE + Hex.DIGITS, SPAN - 1),
                        Hex.value(text, SPAN, FLAGS - 1),
                        sampled ? Sampled.YES : Sampled.NO,
                        state == null || state.length() > STATE_CHARS_MAX ? "" : state),
                Form.W3C);
    }

    /// A later version may have more after the flags.
    private static boolean isValid(String text) {
        boolean longer = text.length() > LENGTH;
        return text.length() >= LENGTH
                && Hex.is(text, 0, 2, false)
                && !text.startsWith("ff")
                && !(longer && (text.startsWith("00") || text.charAt(LENGTH) != '-'))
                && text.charAt(TRACE - 1) == '-'
                && text.charAt(SPAN - 1) == '-'
                && text.charAt(FLAGS - 1) == '-'
                && Hex.is(text, TRACE, SPAN - 1, false)
                && Hex.is(text, SPAN, FLAGS - 1, false)
                && Hex.is(text, FLAGS, LENGTH, false)
                && Hex.value(text, SPAN, FLAGS - 1) != 0
                && (Hex.value(text, TRACE, TRACE + Hex.DIGITS) != 0
                        || Hex.value(text, TRACE + Hex.DIGITS, SPAN - 1) != 0);
    }

    /// Header `traceparent`. Each request has one, traced or not: it is made in one piece.
    public static String parent(long high, long low, long span, boolean sampled) {
        byte[] text = new byte[LENGTH];
        text[0] = '0';
        text[1] = '0';
        text[TRACE - 1] = '-';
        Hex.write(high, text, TRACE);
        Hex.write(low, text, TRACE + Hex.DIGITS);
        text[SPAN - 1] = '-';
        Hex.write(span, text, SPAN);
        text[FLAGS - 1] = '-';
        text[FLAGS] = '0';
        text[FLAGS + 1] = (byte) (sampled ? '1' : '0');
        return Hex.ascii(text);
    }
}
