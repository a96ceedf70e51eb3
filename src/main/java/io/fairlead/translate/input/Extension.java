package io.fairlead.translate.input;

/// Extensions of Envoy that a client may do without: where it says what it has, it is sent only those.
public enum Extension {
    GRPC_STATS("envoy.filters.http.grpc_stats"),
    FAULT("envoy.filters.http.fault"),
    CORS("envoy.filters.http.cors"),
    TLS("envoy.transport_sockets.tls"),
    TLS_INSPECTOR("envoy.filters.listener.tls_inspector"),
    HTTP_INSPECTOR("envoy.filters.listener.http_inspector"),
    ORIGINAL_DESTINATION("envoy.filters.listener.original_dst"),
    FILE_ACCESS_LOG("envoy.access_loggers.file"),
    CEL_LOG_FILTER("envoy.access_loggers.extension_filters.cel"),
    HTTP_GRPC_LOG("envoy.access_loggers.http_grpc"),
    TCP_GRPC_LOG("envoy.access_loggers.tcp_grpc"),
    ZIPKIN("envoy.tracers.zipkin"),
    OPEN_TELEMETRY("envoy.tracers.opentelemetry"),
    UUID_REQUEST_ID("envoy.request_id.uuid"),
    PREVIOUS_HOSTS("envoy.retry_host_predicates.previous_hosts"),
    HTTP_PROTOCOL_OPTIONS("envoy.extensions.upstreams.http.v3.HttpProtocolOptions"),
    /// Of Istio's Envoy: tells the peer by ALPN which HTTP a request speaks.
    ISTIO_ALPN("istio.alpn"),
    /// Of Istio's Envoy, and of our sidecar: counts under Istio's names.
    ISTIO_STATS("istio.stats"),
    /// Of our sidecar, and of a stock Envoy whose operator asks for it: virtual hosts as resources of their own.
    VHDS("fairlead.vhds"),
    /// Of a stock Envoy under our agent: its cluster of this name is the daemon, which takes its access log.
    DAEMON_LOG("fairlead.access_loggers.daemon"),
    /// Of our sidecar: spans over Jaeger's own gRPC.
    JAEGER("fairlead.tracers.jaeger"),
    /// Of our sidecar: spans go to the daemon as everything else does that it is told, in the daemon's cluster's name.
    DAEMON_SPANS("fairlead.tracers.daemon");

    private final String id;

    Extension(String id) {
        this.id = id;
    }

    /// Envoy's name of it.
    public String id() {
        return id;
    }
}
