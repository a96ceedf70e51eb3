package io.fairlead.perf.crowd;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Types of resources that a sidecar asks for.
enum Kind {
    CLUSTER("envoy.config.cluster.v3.Cluster"),
    ENDPOINTS("envoy.config.endpoint.v3.ClusterLoadAssignment"),
    LISTENER("envoy.config.listener.v3.Listener"),
    ROUTE("envoy.config.route.v3.RouteConfiguration"),
    VIRTUAL_HOST("envoy.config.route.v3.VirtualHost");

    private final String url;

    Kind(String message) {
        this.url = "type.googleapis.com/" + message;
    }

    String url() {
        return url;
    }

    /// Null for a type that no sidecar asks for.
    static @Nullable Kind of(String url) {
        return Arrays.stream(values())
                .filter(kind -> kind.url.equals(url))
                .findFirst()
                .orElse(null);
    }
}
