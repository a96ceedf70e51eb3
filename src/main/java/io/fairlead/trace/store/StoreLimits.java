package io.fairlead.trace.store;

/// How much is held.
///
/// @param bytesMax of all traces, as estimated; the oldest go first
/// @param traceSpansMax spans of a trace; more are left out, and the trace says so
public record StoreLimits(long bytesMax, int traceSpansMax) {

    public static final StoreLimits DEFAULT = new StoreLimits(48L * 1024 * 1024, 10_000);
}
