package io.fairlead.proxy.http.h2;

import io.fairlead.proxy.http.forward.HttpWorker;
import io.fairlead.proxy.http.forward.UpstreamEvents;
import io.fairlead.proxy.http.forward.UpstreamProtocol;
import io.fairlead.proxy.upstream.ClusterLane;
import io.fairlead.proxy.upstream.HostLane;
import io.fairlead.proxy.upstream.HostPool;

/// HTTP/2 towards hosts, for one event loop.
public final class H2Protocol implements UpstreamProtocol {

    private final HttpWorker worker;

    public H2Protocol(HttpWorker worker) {
        this.worker = worker;
    }

    @Override
    public void open(ClusterLane cluster, HostLane host, UpstreamEvents events) {
        HostPool known = host.http2();
        StreamPool pool;
        if (known instanceof StreamPool streams) {
            pool = streams;
        } else {
            pool = new StreamPool(worker, cluster, host);
            host.http2(pool);
        }
        pool.open(events);
    }

    @Override
    public void forget(HostLane host, UpstreamEvents events) {
        if (host.http2() instanceof StreamPool pool) {
            pool.forget(events);
        }
    }
}
