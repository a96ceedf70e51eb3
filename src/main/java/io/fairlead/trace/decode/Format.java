package io.fairlead.trace.decode;

/// In which way spans are reported.
public enum Format {
    JAEGER,
    OTLP,
    OTLP_JSON,
    ZIPKIN;

    /// Reads a request.
    ///
    /// @param names lives longer than one request; used by one thread at a time
    public Decoded decode(byte[] request, DecodeLimits limits, Names names) throws Malformed {
        Bounds bounds = new Bounds(limits, new Cuts(), names);
        return switch (this) {
            case JAEGER -> new JaegerDecoder(bounds).decode(request);
            case OTLP -> new OtlpDecoder(bounds).decode(request);
            case OTLP_JSON -> new OtlpJsonDecoder(bounds).decode(request);
            case ZIPKIN -> new ZipkinDecoder(bounds).decode(request);
        };
    }
}
