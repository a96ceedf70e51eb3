package io.fairlead.proxy.meter;

/// Whom the requests of a filter chain are told to.
///
/// @param observer counts and logs
/// @param tracer follows them through the mesh
public record RequestWatch(RequestObserver observer, RequestTracer tracer) {

    /// Without traces.
    public static RequestWatch of(RequestObserver observer) {
        return new RequestWatch(observer, RequestTracer.NONE);
    }
}
