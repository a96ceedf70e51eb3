package io.fairlead.translate.input;

/// The kinds of xDS resources that proxies are sent, in the order of a push: make before break.
public enum ResourceType {
    CLUSTER("envoy.config.cluster.v3.Cluster"),
    ENDPOINT("envoy.config.endpoint.v3.ClusterLoadAssignment"),
    LISTENER("envoy.config.listener.v3.Listener"),
    ROUTE("envoy.config.route.v3.RouteConfiguration"),
    VIRTUAL_HOST("envoy.config.route.v3.VirtualHost"),
    SECRET("envoy.extensions.transport_sockets.tls.v3.Secret");

    private final String typeUrl;

    ResourceType(String message) {
        this.typeUrl = "type.googleapis.com/" + message;
    }

    public String typeUrl() {
        return typeUrl;
    }
}
