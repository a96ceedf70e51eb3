package io.fairlead.proxy.upstream;

import io.fairlead.proxy.clock.Clock;
import org.jspecify.annotations.Nullable;

/// One host as one event loop sees it: its pools, and what this loop has under way.
public final class HostLane {

    private final HostState state;
    private int active;
    private @Nullable HostPool http1;
    private @Nullable HostPool http2;

    HostLane(HostState state) {
        this.state = state;
    }

    public HostState state() {
        return state;
    }

    /// Requests or connections under way on this loop.
    public int active() {
        return active;
    }

    public void begin() {
        active++;
    }

    public void end() {
        active--;
    }

    /// A response came, or the time for one was over (504).
    public void onStatus(int status, Clock clock) {
        Outliers watch = state.watch();
        if (watch != null) {
            watch.onStatus(state, status, clock);
        }
    }

    /// No response could come: no connection, or a broken one.
    public void onLocalFailure(Clock clock) {
        Outliers watch = state.watch();
        if (watch != null) {
            watch.onFailure(state, clock);
        }
    }

    /// The pool of HTTP/1.1 connections, as whoever speaks it has left it here.
    public @Nullable HostPool http1() {
        return http1;
    }

    public void http1(HostPool pool) {
        http1 = pool;
    }

    /// The pool of HTTP/2 connections, as whoever speaks it has left it here.
    public @Nullable HostPool http2() {
        return http2;
    }

    public void http2(HostPool pool) {
        http2 = pool;
    }

    void drain() {
        if (http1 != null) {
            http1.drain();
        }
        if (http2 != null) {
            http2.drain();
        }
    }

    void sweep(long nowNanos) {
        if (http1 != null) {
            http1.sweep(nowNanos);
        }
        if (http2 != null) {
            http2.sweep(nowNanos);
        }
    }

    int connections() {
        return (http1 == null ? 0 : http1.connections())
                + (http2 == null ? 0 : http2.connections());
    }
}
