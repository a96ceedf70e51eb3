package io.fairlead.proxy.meter;

/// Follows requests through the mesh. Like a [RequestObserver] it belongs to one event loop and is only called on it.
public interface RequestTracer {

    /// Follows nothing.
    RequestTracer NONE =
            new RequestTracer() {
                @Override
                public void begin(RequestRecord request, TraceCarrier headers, boolean external) {}

                @Override
                public void end(RequestRecord request) {}
            };

    /// A request has come, and its id is settled. May set [RequestRecord#trace] and change the id.
    ///
    /// @param external it comes from outside the mesh, so that its wishes don't count
    void begin(RequestRecord request, TraceCarrier headers, boolean external);

    /// A request is over, and it has a [RequestRecord#trace].
    void end(RequestRecord request);
}
