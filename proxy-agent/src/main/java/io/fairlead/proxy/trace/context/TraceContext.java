package io.fairlead.proxy.trace.context;

/// Where a request stands in a trace.
///
/// @param high upper half of the trace's id; zero where ids are short
/// @param span the caller's span
/// @param state W3C's `tracestate`, passed on as it is; may be empty
public record TraceContext(long high, long low, long span, Sampled sampled, String state) {

    /// What was decided before us.
    public enum Sampled {
        YES,
        /// Traced whatever anybody else thinks.
        DEBUG,
        NO,
        /// The trace goes on, and whoever reads this decides.
        UNDECIDED
    }

    /// The id of the trace; a short one stays short.
    public String traceId() {
        return high == 0 ? Hex.text(low) : Hex.text(high, low);
    }
}
