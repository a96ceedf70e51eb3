package io.fairlead.proxy.supervise.bootstrap;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.fairlead.proxy.supervise.bootstrap.EnvoySettings.ControlPlane;

/// Where a stock Envoy finds its own surroundings: its admin port, the agent, certificates, the control plane.
final class EnvoyClusters {
    static final String ADMIN = "prometheus_stats";
    static final String AGENT = "agent";

    private static final String SDS = "sds-grpc";
    static final String XDS = "xds-grpc";

    private EnvoyClusters() {}

    static JsonArray of(EnvoySettings settings) {
        return Json.array(
                local(ADMIN, settings.ports().admin()),
                local(AGENT, settings.ports().agent()),
                certificates(settings.sdsSocket()),
                controlPlane(settings.controlPlane()));
    }

    private static JsonObject local(String name, int port) {
        return Json.object(
                """
                {"name": %1$s, "type": "STATIC", "connect_timeout": "1s",
                 "load_assignment": {"cluster_name": %1$s, "endpoints": [{"lb_endpoints": [{"endpoint": {
                  "address": {"socket_address": {"address": "127.0.0.1", "port_value": %2$s}}}}]}]}}
                """,
                name, port);
    }

    private static JsonObject certificates(String socket) {
        return Json.object(
                """
                {"name": %1$s, "type": "STATIC", "connect_timeout": "1s",
                 "typed_extension_protocol_options": %2$s,
                 "load_assignment": {"cluster_name": %1$s, "endpoints": [{"lb_endpoints": [{"endpoint": {
                  "address": {"pipe": {"path": %3$s}}}}]}]}}
                """,
                SDS, http2("{}"), socket);
    }

    /// Looked up by name again and again; a daemon that is stopped, not ended, is noticed by its missing pings.
    private static JsonObject controlPlane(ControlPlane at) {
        JsonObject cluster =
                Json.object(
                        """
                        {"name": %1$s, "type": "STRICT_DNS",
                         "dns_lookup_family": "V4_PREFERRED", "connect_timeout": "5s",
                         "typed_extension_protocol_options": %2$s,
                         "load_assignment": {"cluster_name": %1$s, "endpoints": [{"lb_endpoints": [{"endpoint": {
                          "address": {"socket_address": {"address": %3$s, "port_value": %4$s}}}}]}]}}
                        """,
                        XDS,
                        http2(
                                "{\"connection_keepalive\": {\"interval\": \"30s\", \"timeout\": \"20s\"}}"),
                        at.host(),
                        at.port());
        switch (at) {
            case ControlPlane.Plain _ -> {}
            case ControlPlane.Secured(_, _, String name) ->
                    cluster.add("transport_socket", tls(name));
        }
        return cluster;
    }

    private static JsonObject http2(String options) {
        return Json.object(
                """
                {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                 "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                 "explicit_http_config": {"http2_protocol_options": %s}}}
                """,
                Json.object(options));
    }

    private static JsonObject tls(String serverName) {
        return Json.object(
                """
                {"name": "envoy.transport_sockets.tls", "typed_config": {
                 "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
                 "sni": %1$s,
                 "common_tls_context": {
                  "alpn_protocols": ["h2"],
                  "tls_params": {"tls_minimum_protocol_version": "TLSv1_2"},
                  "tls_certificate_sds_secret_configs": [{"name": "default", "sds_config": %2$s}],
                  "combined_validation_context": {
                   "default_validation_context": {"match_typed_subject_alt_names": [
                    {"san_type": "DNS", "matcher": {"exact": %1$s}}]},
                   "validation_context_sds_secret_config": {"name": "ROOTCA", "sds_config": %2$s}}}}}
                """,
                serverName, agentSecrets());
    }

    private static JsonObject agentSecrets() {
        return Json.object(
                """
                {"resource_api_version": "V3", "initial_fetch_timeout": "0s",
                 "api_config_source": {"api_type": "GRPC", "transport_api_version": "V3",
                  "set_node_on_first_message_only": true,
                  "grpc_services": [{"envoy_grpc": {"cluster_name": %s}}]}}
                """,
                SDS);
    }
}
