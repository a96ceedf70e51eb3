package io.fairlead.proxy.meter;

import org.jspecify.annotations.Nullable;

/// Reads what a request says of a trace.
@FunctionalInterface
public interface TraceCarrier {

    /// The value of a header, or null.
    @Nullable String traceHeader(TraceHeader header);
}
