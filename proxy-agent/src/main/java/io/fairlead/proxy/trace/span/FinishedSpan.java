package io.fairlead.proxy.trace.span;

import java.util.List;

/// One side of one request.
///
/// @param traceHigh upper half of the trace's id; zero where ids are short
/// @param parent zero = the trace begins here
/// @param server seen beside the service, else beside the caller
/// @param failure what went wrong; empty = nothing
public record FinishedSpan(
        long traceHigh,
        long traceLow,
        long span,
        long parent,
        boolean server,
        String name,
        long startMicros,
        long nanos,
        List<Tag> tags,
        String failure) {

    public FinishedSpan {
        tags = List.copyOf(tags);
    }

    /// A tag.
    public record Tag(String name, String value) {}
}
