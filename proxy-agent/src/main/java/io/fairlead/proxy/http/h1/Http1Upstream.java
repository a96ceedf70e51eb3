package io.fairlead.proxy.http.h1;

import io.fairlead.proxy.http.forward.HttpWorker;
import io.fairlead.proxy.http.forward.UpstreamEvents;
import io.fairlead.proxy.http.forward.UpstreamProtocol;
import io.fairlead.proxy.upstream.ClusterLane;
import io.fairlead.proxy.upstream.Dialer;
import io.fairlead.proxy.upstream.HostLane;
import io.netty.channel.EventLoop;

/// Speaks HTTP/1.1 to hosts, on one event loop.
public final class Http1Upstream implements UpstreamProtocol {

    private final HttpWorker worker;

    public Http1Upstream(HttpWorker worker) {
        this.worker = worker;
    }

    HttpWorker worker() {
        return worker;
    }

    Dialer dialer() {
        return worker.worker().dialer();
    }

    EventLoop loop() {
        return worker.worker().loop();
    }

    @Override
    public void open(ClusterLane cluster, HostLane host, UpstreamEvents events) {
        pool(cluster, host).open(cluster, events);
    }

    private Http1Pool pool(ClusterLane cluster, HostLane host) {
        if (host.http1() instanceof Http1Pool pool) {
            return pool;
        }
        var pool = new Http1Pool(this, cluster, host);
        host.http1(pool);
        return pool;
    }

    @Override
    public void forget(HostLane host, UpstreamEvents events) {
        if (host.http1() instanceof Http1Pool pool) {
            pool.forget(events);
        }
    }
}
