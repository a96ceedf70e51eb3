package io.fairlead.proxy.xds.subscribe;

import java.util.Optional;

/// The kinds of resources that this proxy asks for, in the order in which they are asked for.
public enum ResourceType {
    CLUSTER("envoy.config.cluster.v3.Cluster", true),
    ENDPOINTS("envoy.config.endpoint.v3.ClusterLoadAssignment", false),
    LISTENER("envoy.config.listener.v3.Listener", true),
    ROUTES("envoy.config.route.v3.RouteConfiguration", false),
    VIRTUAL_HOST("envoy.config.route.v3.VirtualHost", false),
    SECRET("envoy.extensions.transport_sockets.tls.v3.Secret", false);

    private static final String PREFIX = "type.googleapis.com/";

    private final String typeUrl;
    private final boolean wildcard;

    ResourceType(String name, boolean wildcard) {
        this.typeUrl = PREFIX + name;
        this.wildcard = wildcard;
    }

    public String typeUrl() {
        return typeUrl;
    }

    /// All of them are wanted from the start, without naming any.
    public boolean isWildcard() {
        return wildcard;
    }

    /// There is no such kind in the state of the world.
    public boolean isDeltaOnly() {
        return this == VIRTUAL_HOST;
    }

    /// The kind of that type URL.
    public static Optional<ResourceType> of(String typeUrl) {
        for (ResourceType type : values()) {
            if (type.typeUrl.equals(typeUrl)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
