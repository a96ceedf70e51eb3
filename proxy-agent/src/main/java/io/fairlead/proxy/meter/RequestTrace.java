package io.fairlead.proxy.meter;

/// The place of a request in its trace: what the host is told instead of what the client said.
public interface RequestTrace {

    /// How many headers there are; they replace what came in the same form.
    int count();

    TraceHeader header(int i);

    String value(int i);

    /// Id of the trace, in hexadecimal digits.
    String traceId();
}
