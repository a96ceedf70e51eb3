package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Limits;
import io.fairlead.proxy.meter.RequestObserver;
import io.fairlead.proxy.meter.RequestTracer;
import io.fairlead.proxy.meter.RequestWatch;
import io.fairlead.proxy.model.HttpConnection;
import io.fairlead.proxy.model.HttpConnection.RouteSource;
import io.fairlead.proxy.model.TrafficDirection;
import org.jspecify.annotations.Nullable;

/// An HTTP filter chain on one event loop: its settings, its routes, and whom its requests are told to.
public final class HttpChain {

    private final HttpWorker worker;
    private final HttpConnection settings;
    private final TrafficDirection direction;
    private final RequestWatch watch;
    private final Limits limits;
    private final RouteBook.@Nullable Compiled inline;
    private final String routeName;
    private boolean retired;

    /// Fired in the pipelines of connections that have outlived their chain: whoever is idle closes.
    public enum Retired {
        NOW
    }

    /// @param inline the compiled table when it stands in the listener; null when it comes by name
    public HttpChain(
            HttpWorker worker,
            HttpConnection settings,
            TrafficDirection direction,
            RequestWatch watch,
            RouteBook.@Nullable Compiled inline) {
        this.worker = worker;
        this.settings = settings;
        this.direction = direction;
        this.watch = watch;
        this.inline = inline;
        this.routeName = settings.routes() instanceof RouteSource.Named(String name) ? name : "";
        this.limits =
                new Limits(
                        settings.limits().headBytesMax(),
                        settings.limits().headersMax(),
                        Limits.DEFAULT.trailerBytes(),
                        Limits.DEFAULT.extensionBytes());
    }

    public HttpWorker worker() {
        return worker;
    }

    public HttpConnection settings() {
        return settings;
    }

    /// Whether its requests go to the application beside this proxy.
    public boolean inbound() {
        return direction == TrafficDirection.INBOUND;
    }

    public RequestObserver observer() {
        return watch.observer();
    }

    public RequestTracer tracer() {
        return watch.tracer();
    }

    /// Limits of heads and bodies.
    public Limits limits() {
        return limits;
    }

    /// Another configuration has taken its place: its connections end after their next answer.
    public void retire() {
        retired = true;
    }

    public boolean retired() {
        return retired;
    }

    /// The routes as they are now.
    RouteBook.Compiled routes() {
        if (inline != null) {
            return inline;
        }
        RouteBook.Compiled named = worker.routes().find(routeName);
        return named == null ? RouteBook.Compiled.NONE : named;
    }
}
