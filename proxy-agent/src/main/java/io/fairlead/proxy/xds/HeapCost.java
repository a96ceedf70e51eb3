package io.fairlead.proxy.xds;

import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Endpoints.LocalityHosts;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.VirtualHost;

/// What a resource takes of the heap, in bytes, once it is in use: its bytes, which are kept, the texts in them once
/// more, and the objects that are made for its parts all over the proxy. A part of three bytes can make objects of
/// two hundred, so the parts are counted. The figures are a class histogram's of a sidecar with 10,000 services
/// (7 kB each, with two endpoints and one virtual host of ten names), rounded up.
final class HeapCost {
    private static final int RESOURCE = 300;
    private static final int CLUSTER = 1_000;
    private static final int LOCALITY = 150;
    private static final int HOST = 350;
    private static final int DOMAIN = 200;
    private static final int ROUTE = 500;
    private static final int FILTER_CHAIN = 2_000;

    private HeapCost() {}

    /// @param resource as it was decoded
    /// @param bytes of it on the wire
    static long of(Object resource, int bytes) {
        return RESOURCE + 2L * bytes + parts(resource);
    }

    private static long parts(Object resource) {
        return switch (resource) {
            case Cluster _ -> CLUSTER;
            case Endpoints endpoints ->
                    endpoints.localities().stream().mapToLong(HeapCost::locality).sum();
            case VirtualHost host -> host(host);
            case RouteTable table -> table.virtualHosts().stream().mapToLong(HeapCost::host).sum();
            case Listener listener -> (long) FILTER_CHAIN * listener.chains().size();
            default -> 0;
        };
    }

    private static long locality(LocalityHosts locality) {
        return LOCALITY + (long) HOST * locality.hosts().size();
    }

    private static long host(VirtualHost host) {
        return (long) DOMAIN * host.domains().size() + (long) ROUTE * host.routes().size();
    }
}
