package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.upstream.ClusterLane;
import io.fairlead.proxy.upstream.HostLane;

/// Gives streams to hosts in one version of HTTP.
public interface UpstreamProtocol {

    /// Asks for a stream. `events` is told [UpstreamEvents#onStream] or [UpstreamEvents#onNoStream], perhaps before
    /// this returns.
    void open(ClusterLane cluster, HostLane host, UpstreamEvents events);

    /// Whoever asked does not want it any more.
    void forget(HostLane host, UpstreamEvents events);
}
