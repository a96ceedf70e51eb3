package io.fairlead.perf.peer;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Envoy's resources as JSON: a listener and what stands behind it. The plain form forwards and does nothing else.
/// The form of a sidecar has what Istio gives each pod: many hosts and clusters, retries, circuit breakers, outlier
/// detection, request ids, idle fault and CORS filters, an access log. Envoy reads it from a file; our proxy gets the
/// very same from a control plane.
///
/// @param telemetry what is told of requests; null for the plain form
/// @param tls settings of certificates; null where nothing is encrypted
record EnvoyConfig(
        Family family, int port, int backend, @Nullable Telemetry telemetry, @Nullable Tls tls) {
    /// A host that every configuration knows.
    static final String HOST = "service-25.default.svc.cluster.local";

    private static final int HOSTS = 50;
    private static final int DOMAINS = 10;

    /// What Istio's log says, in its order.
    private static final String LOG_FORMAT =
            "[%START_TIME%] \\\"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\\\" %RESPONSE_CODE%"
                    + " %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS%"
                    + " \\\"%UPSTREAM_TRANSPORT_FAILURE_REASON%\\\" %BYTES_RECEIVED% %BYTES_SENT% %DURATION%"
                    + " %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \\\"%REQ(X-FORWARDED-FOR)%\\\" \\\"%REQ(USER-AGENT)%\\\""
                    + " \\\"%REQ(X-REQUEST-ID)%\\\" \\\"%REQ(:AUTHORITY)%\\\" \\\"%UPSTREAM_HOST%\\\""
                    + " %UPSTREAM_CLUSTER% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS%"
                    + " %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\\n";

    /// Which side of a pair this is, and how it is told of its certificates.
    ///
    /// @param handshakePort where each request makes a connection of its own; 0 on the server's side
    /// @param secrets whether files are named as secrets (`file-cert:`), as Istio does, or as paths
    record Tls(KeyFiles keys, int handshakePort, boolean secrets) {
        boolean isClient() {
            return handshakePort != 0;
        }
    }

    /// Everything, as Envoy's bootstrap.
    String json() {
        return json("");
    }

    /// The same, and the listener tells from a connection's first bytes what it is, as a PERMISSIVE one has to.
    String peekingJson() {
        return json(
                ", \"listener_filters\": [%s, %s]"
                        .formatted(
                                inspector("tls_inspector", "TlsInspector"),
                                inspector("http_inspector", "HttpInspector")));
    }

    private static String inspector(String name, String type) {
        return "{\"name\": \"envoy.filters.listener.%s\", \"typed_config\": {\"@type\": \"%s.%s.v3.%s\"}}"
                .formatted(
                        name, "type.googleapis.com/envoy.extensions.filters.listener", name, type);
    }

    /// @param inspectors a field of the listener, with its comma; or nothing
    private String json(String inspectors) {
        String listeners = listener("inbound", port, "c", socket(false) + "}]" + inspectors);
        String clusters = clusters("c", false);
        if (tls != null && tls.isClient()) {
            listeners += "," + listener("handshakes", tls.handshakePort(), "once", "}]");
            clusters += "," + clusters("once", true);
        }
        String more = "";
        if (telemetry != null) {
            clusters += telemetry.cluster();
            more = telemetry.bootstrap();
        }
        return "{\"static_resources\": {\"listeners\": [%s], \"clusters\": [%s]}%s}"
                .formatted(listeners, clusters, more);
    }

    private boolean isSidecar() {
        return telemetry != null;
    }

    /// @param rest what follows the filters of its one chain
    private String listener(String name, int at, String cluster, String rest) {
        return """
        {"name": "@name", "address": {"socket_address": {"address": "127.0.0.1", "port_value": @port}},
         "traffic_direction": "OUTBOUND", "filter_chains": [{"filters": [@filter]@rest}
        """
                .replace("@name", name)
                .replace("@port", Integer.toString(at))
                .replace("@rest", rest)
                .replace("@filter", family == Family.TCP ? tcp(cluster + "0") : http(cluster));
    }

    private String tcp(String cluster) {
        return """
        {"name": "envoy.filters.network.tcp_proxy", "typed_config": {
         "@type": "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
         "stat_prefix": "p", "cluster": "@cluster"@log}}
        """
                .replace("@cluster", cluster)
                .replace("@log", accessLog());
    }

    private String http(String cluster) {
        String hosts =
                isSidecar()
                        ? IntStream.range(0, HOSTS)
                                .mapToObj(i -> host(i, cluster + i))
                                .collect(Collectors.joining(","))
                        : """
                        {"name": "all", "domains": ["*"], "routes": [
                         {"match": {"prefix": "/"}, "route": {"cluster": "@c", "timeout": "0s"}}]}
                        """
                                .replace("@c", cluster + "0");
        return """
        {"name": "envoy.filters.network.http_connection_manager", "typed_config": {
         "@type": "type.googleapis.com/@hcm.v3.HttpConnectionManager",
         "stat_prefix": "p", "codec_type": "AUTO", "generate_request_id": @ids,
         "route_config": {"name": "r", "virtual_hosts": [@hosts]},
         "http_filters": [@filters]@tracing@log}}
        """
                .replace("@hcm", "envoy.extensions.filters.network.http_connection_manager")
                .replace("@ids", Boolean.toString(isSidecar()))
                .replace("@filters", filters())
                .replace("@tracing", telemetry == null ? "" : telemetry.tracing())
                .replace("@log", accessLog())
                .replace("@hosts", hosts);
    }

    private String filters() {
        String router = filter("router", "router.v3.Router");
        return telemetry != null
                ? telemetry.filter()
                        + filter("fault", "fault.v3.HTTPFault")
                        + ","
                        + filter("cors", "cors.v3.Cors")
                        + ","
                        + router
                : router;
    }

    private static String filter(String name, String type) {
        return "{\"name\": \"envoy.filters.http.%s\", \"typed_config\": {\"@type\": \"%s%s\"}}"
                .formatted(name, "type.googleapis.com/envoy.extensions.filters.http.", type);
    }

    private static String host(int i, String cluster) {
        String domains =
                IntStream.range(0, DOMAINS)
                        .mapToObj(n -> n == 0 ? HOST : "alias-" + n + "." + HOST)
                        .map(name -> "\"" + name.replace("25", Integer.toString(i)) + "\"")
                        .collect(Collectors.joining(","));
        return """
        {"name": "h@i", "domains": [@domains], "routes": [{"name": "default", "match": {"prefix": "/"},
         "route": {"cluster": "@cluster", "timeout": "0s", "retry_policy": {
          "retry_on": "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes",
          "num_retries": 2, "host_selection_retry_max_attempts": 5, "retry_host_predicate": [
           {"name": "envoy.retry_host_predicates.previous_hosts", "typed_config": {
            "@type": "type.googleapis.com/@predicate.v3.PreviousHostsPredicate"}}]}}}]}
        """
                .replace("@predicate", "envoy.extensions.retry.host.previous_hosts")
                .replace("@domains", domains)
                .replace("@cluster", cluster)
                .replace("@i", Integer.toString(i));
    }

    private String accessLog() {
        return telemetry != null && telemetry.log() != null
                ? """
                , "access_log": [{"name": "envoy.access_loggers.file", "typed_config": {
                 "@type": "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog",
                 "path": "@path", "log_format": {"text_format_source": {"inline_string": "@format"}}}}]
                """
                        .replace("@path", String.valueOf(telemetry.log()))
                        .replace("@format", LOG_FORMAT)
                : "";
    }

    /// @param once whether each connection carries one request
    private String clusters(String name, boolean once) {
        return IntStream.range(0, isSidecar() ? HOSTS : 1)
                .mapToObj(i -> cluster(name + i, once))
                .collect(Collectors.joining(","));
    }

    private String cluster(String name, boolean once) {
        return """
        {"name": "@name", "type": "STATIC", "connect_timeout": "10s", "lb_policy": "LEAST_REQUEST",
         "load_assignment": {"cluster_name": "@name", "endpoints": [{"lb_endpoints": [{"endpoint":
          {"address": {"socket_address": {"address": "127.0.0.1", "port_value": @backend}}}}]}]}@more}
        """
                .replace("@more", protection() + protocol(once) + (tls == null ? "" : socket(true)))
                .replace("@name", name)
                .replace("@backend", Integer.toString(backend));
    }

    private String protection() {
        return isSidecar()
                ? """
                , "circuit_breakers": {"thresholds": [{"max_connections": 100000, "max_pending_requests": 100000,
                  "max_requests": 100000, "max_retries": 100000}]},
                "outlier_detection": {"consecutive_5xx": 5, "interval": "10s", "base_ejection_time": "30s"}
                """
                : "";
    }

    private String protocol(boolean once) {
        String options =
                once
                        ? "\"common_http_protocol_options\": {\"max_requests_per_connection\": 1}, "
                        : "";
        return """
        , "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
         "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
         @options"explicit_http_config": {"@http": {}}}}
        """
                .replace("@options", options)
                .replace(
                        "@http",
                        family == Family.HTTP2
                                ? "http2_protocol_options"
                                : "http_protocol_options");
    }

    private String socket(boolean upstream) {
        if (tls == null || upstream != tls.isClient()) {
            return "";
        }
        return upstream
                ? EnvoyTls.connecting(tls.keys(), tls.secrets())
                : EnvoyTls.accepting(tls.keys(), tls.secrets());
    }
}
