package io.fairlead.proxy.meter;

/// Headers that tell of a trace.
public enum TraceHeader {
    B3("b3"),
    B3_TRACE_ID("x-b3-traceid"),
    B3_SPAN_ID("x-b3-spanid"),
    B3_PARENT_SPAN_ID("x-b3-parentspanid"),
    B3_SAMPLED("x-b3-sampled"),
    B3_FLAGS("x-b3-flags"),
    TRACEPARENT("traceparent"),
    TRACESTATE("tracestate"),
    CLIENT_TRACE_ID("x-client-trace-id"),
    FORCE_TRACE("x-envoy-force-trace");

    private final String headerName;

    TraceHeader(String headerName) {
        this.headerName = headerName;
    }

    /// In lower case.
    public String headerName() {
        return headerName;
    }
}
