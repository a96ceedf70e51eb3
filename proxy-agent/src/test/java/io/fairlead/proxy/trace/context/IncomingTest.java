package io.fairlead.proxy.trace.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.meter.TraceCarrier;
import io.fairlead.proxy.meter.TraceHeader;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncomingTest {

    private static final String LONG = "463ac35c9f6413ad48485a3953bb6124";
    private static final String SPAN = "0020000000000001";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    LONG-SPAN-1                    | LONG SPAN YES
                    LONG-SPAN-0                    | LONG SPAN NO
                    LONG-SPAN-d                    | LONG SPAN DEBUG
                    LONG-SPAN                      | LONG SPAN UNDECIDED
                    LONG-SPAN-1-00000000000000aa   | LONG SPAN YES
                    48485a3953bb6124-SPAN-1        | 48485a3953bb6124 SPAN YES
                    0                              | Decided false
                    1                              | Decided true
                    d                              | Decided true
                    ''                             | Broken B3
                    x                              | Broken B3
                    LONG                           | Broken B3
                    LONG-                          | Broken B3
                    LONG-SPAN-                     | Broken B3
                    LONG-SPAN-x                    | Broken B3
                    LONG-SPAN-1-                   | Broken B3
                    LONG-SPAN-1-zz000000000000aa   | Broken B3
                    LONG-SPAN-1-00000000000000aa-1 | Broken B3
                    LONG-SPAN1                     | Broken B3
                    LONG-0000000000000000-1        | Broken B3
                    0000000000000000-SPAN-1        | Broken B3
                    463ac35c-SPAN-1                | Broken B3
                    """)
    void b3InOneHeader(String value, String meaning) {
        assertThat(read(Map.of("b3", value), false)).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    LONG      | SPAN      | 1    |      |                  | LONG SPAN YES
                    LONG      | SPAN      | true |      |                  | LONG SPAN YES
                    LONG      | SPAN      | 0    |      |                  | LONG SPAN NO
                    LONG      | SPAN      |      |      |                  | LONG SPAN UNDECIDED
                    LONG      | SPAN      | 0    | 1    |                  | LONG SPAN DEBUG
                    LONG      | SPAN      | 1    | 0    | 00000000000000aa | LONG SPAN YES
                    LONG      | SPAN      | 1    |      | aa               | Broken B3_PARENT_SPAN_ID
                    LONG      | SPAN      | yes  |      |                  | Broken B3_SAMPLED
                    LONG      |           | 1    |      |                  | Broken B3_SPAN_ID
                    LONG      | 20        | 1    |      |                  | Broken B3_SPAN_ID
                              | SPAN      | 1    |      |                  | Broken B3_TRACE_ID
                    zz        | SPAN      | 1    |      |                  | Broken B3_TRACE_ID
                              |           | 1    |      |                  | Decided true
                              |           | 0    |      |                  | Decided false
                              |           |      | 1    |                  | Decided true
                              |           |      |      |                  | None
                    """)
    void b3InSeveralHeaders(
            String trace,
            String span,
            String sampled,
            String flags,
            String parent,
            String meaning) {
        var headers = new HashMap<String, String>();
        headers.put("x-b3-traceid", trace);
        headers.put("x-b3-spanid", span);
        headers.put("x-b3-sampled", sampled);
        headers.put("x-b3-flags", flags);
        headers.put("x-b3-parentspanid", parent);
        assertThat(read(headers, false)).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    00-LONG-SPAN-01        | LONG SPAN YES
                    00-LONG-SPAN-00        | LONG SPAN NO
                    00-LONG-SPAN-03        | LONG SPAN YES
                    01-LONG-SPAN-01-more   | LONG SPAN YES
                    01-LONG-SPAN-01        | LONG SPAN YES
                    00-LONG-SPAN-01-more   | Broken TRACEPARENT
                    01-LONG-SPAN-01more    | Broken TRACEPARENT
                    ff-LONG-SPAN-01        | Broken TRACEPARENT
                    0g-LONG-SPAN-01        | Broken TRACEPARENT
                    00-LONG-SPAN-0         | Broken TRACEPARENT
                    00-LONG-SPAN_01        | Broken TRACEPARENT
                    00-LONG-0000000000000000-01 | Broken TRACEPARENT
                    00-00000000000000000000000000000000-SPAN-01 | Broken TRACEPARENT
                    00-463AC35C9F6413AD48485A3953BB6124-SPAN-01 | Broken TRACEPARENT
                    ''                     | Broken TRACEPARENT
                    """)
    void w3c(String value, String meaning) {
        assertThat(read(Map.of("traceparent", value), true)).isEqualTo(meaning);
        assertThat(read(Map.of("traceparent", value), false)).isEqualTo(meaning);
    }

    @Test
    void thePreferredFormCountsAndABrokenOneDoesNotHideAnother() {
        Map<String, String> both =
                Map.of("b3", "LONG-SPAN-0", "traceparent", "00-LONG-00000000000000bb-01");
        assertThat(read(both, false)).isEqualTo("LONG SPAN NO");
        assertThat(read(both, true)).isEqualTo("LONG 00000000000000bb YES");
        assertThat(read(Map.of("b3", "?", "traceparent", "00-LONG-SPAN-01"), false))
                .isEqualTo("LONG SPAN YES");
        assertThat(read(Map.of("traceparent", "?", "b3", "LONG-SPAN-1"), true))
                .isEqualTo("LONG SPAN YES");
        assertThat(read(Map.of("b3", "?", "traceparent", "?"), false)).isEqualTo("Broken B3");
    }

    @Test
    void aStateOfReasonableLengthIsPassedOn() {
        Map<String, String> headers =
                Map.of("traceparent", "00-LONG-SPAN-01", "tracestate", "a=1,b=2");
        assertThat(((Incoming.Found) incoming(headers, true)).context().state())
                .isEqualTo("a=1,b=2");
        Map<String, String> endless =
                Map.of("traceparent", "00-LONG-SPAN-01", "tracestate", "a=" + "x".repeat(600));
        assertThat(((Incoming.Found) incoming(endless, true)).context().state()).isEmpty();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        String b3 = B3.single(LONG, SPAN, TraceContext.Sampled.YES, 0xaa);
        assertThat(b3).isEqualTo(LONG + "-" + SPAN + "-1-00000000000000aa");
        assertThat(read(Map.of("b3", b3), false)).isEqualTo("LONG SPAN YES");
        long high = 0x463ac35c9f6413adL;
        long low = 0x48485a3953bb6124L;
        String parent = W3c.parent(high, low, 0x0020000000000001L, true);
        assertThat(parent).isEqualTo("00-" + LONG + "-" + SPAN + "-01");
        assertThat(W3c.parent(high, low, 0, false)).endsWith("-0000000000000000-00");
        assertThat(read(Map.of("traceparent", parent), true)).isEqualTo("LONG SPAN YES");
    }

    private static Incoming incoming(Map<String, String> headers, boolean w3c) {
        TraceCarrier carrier =
                (TraceHeader header) -> {
                    String value = headers.get(header.headerName());
                    return value == null ? null : value.replace("LONG", LONG).replace("SPAN", SPAN);
                };
        return Incoming.read(carrier, w3c);
    }

    private static String read(Map<String, String> headers, boolean w3c) {
        return switch (incoming(headers, w3c)) {
            case Incoming.None _ -> "None";
            case Incoming.Broken(TraceHeader header) -> "Broken " + header;
            case Incoming.Decided(boolean sampled, _) -> "Decided " + sampled;
            case Incoming.Found(TraceContext context, _) ->
                    (context.traceId() + " " + Hex.text(context.span()) + " " + context.sampled())
                            .replace(LONG, "LONG")
                            .replace(SPAN, "SPAN");
        };
    }
}
