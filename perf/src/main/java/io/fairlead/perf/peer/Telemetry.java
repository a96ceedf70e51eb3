package io.fairlead.perf.peer;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a sidecar tells of each request.
///
/// @param log where the access log goes; null for none
/// @param metrics whether requests are counted
/// @param tracePercent of requests that are traced; 0 for no tracing at all
/// @param collector port where spans go by OTLP
/// @param istio whether Istio's filter says what is counted; Envoy's own program has none
record Telemetry(
        @Nullable Path log, boolean metrics, int tracePercent, int collector, boolean istio) {
    private static final String CLUSTER = "collector";

    /// Counted and logged, not traced: what is compared with other proxies.
    static Telemetry logged(Path log) {
        return new Telemetry(log, true, 0, 0, false);
    }

    List<Path> logs() {
        return log == null ? List.of() : List.of(log);
    }

    private boolean traces() {
        return tracePercent > 0;
    }

    /// A field of the connection manager, with its comma; or nothing.
    String tracing() {
        return traces()
                ? """
                , "tracing": {"random_sampling": {"value": @percent}, "provider": {
                 "name": "envoy.tracers.opentelemetry", "typed_config": {
                  "@type": "type.googleapis.com/envoy.config.trace.v3.OpenTelemetryConfig",
                  "service_name": "perf", "grpc_service": {"timeout": "1s",
                   "envoy_grpc": {"cluster_name": "@cluster"}}}}}
                """
                        .replace("@percent", Integer.toString(tracePercent))
                        .replace("@cluster", CLUSTER)
                : "";
    }

    /// One more cluster, with its comma; or nothing.
    String cluster() {
        return traces()
                ? """
                , {"name": "@name", "type": "STATIC", "connect_timeout": "10s",
                 "load_assignment": {"cluster_name": "@name", "endpoints": [{"lb_endpoints": [{"endpoint":
                  {"address": {"socket_address": {"address": "127.0.0.1", "port_value": @port}}}}]}]},
                 "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                  "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                  "explicit_http_config": {"http2_protocol_options": {}}}}}
                """
                        .replace("@name", CLUSTER)
                        .replace("@port", Integer.toString(collector))
                : "";
    }

    /// A filter, with its comma; or nothing.
    String filter() {
        return !istio
                ? ""
                : """
                {"name": "istio.stats", "typed_config": {"@type": "type.googleapis.com/xds.type.v3.TypedStruct",
                 "type_url": "type.googleapis.com/stats.PluginConfig", "value": {@drop}}},
                """
                        .replace("@drop", metrics ? "" : "\"metrics\": [{\"drop\": true}]");
    }

    /// A field of Envoy's bootstrap, with its comma; or nothing.
    String bootstrap() {
        return metrics ? "" : ", \"stats_config\": {\"stats_matcher\": {\"reject_all\": true}}";
    }
}
