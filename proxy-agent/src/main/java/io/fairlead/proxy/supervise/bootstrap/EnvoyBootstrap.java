package io.fairlead.proxy.supervise.bootstrap;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/// The configuration that a stock Envoy starts with: who it is, where the control plane is, and the two ports that it
/// has before it is told anything. Names of clusters and ports are those that Istio's agent uses.
public final class EnvoyBootstrap {
    private static final String EXTENSION = "type.googleapis.com/envoy.extensions.";
    private static final Gson PRETTY =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private EnvoyBootstrap() {}

    /// The bootstrap as JSON text.
    public static String of(EnvoySettings settings) {
        JsonObject all =
                Json.object(
                        """
                        {"node": {"id": %s, "cluster": %s, "metadata": %s},
                         "admin": {
                          "address": {"socket_address": {"address": "127.0.0.1", "port_value": %s}},
                          "ignore_global_conn_limit": true},
                         "dynamic_resources": {
                          "lds_config": {"ads": {}, "resource_api_version": "V3", "initial_fetch_timeout": "0s"},
                          "cds_config": {"ads": {}, "resource_api_version": "V3", "initial_fetch_timeout": "0s"},
                          "ads_config": {"api_type": "DELTA_GRPC", "transport_api_version": "V3",
                           "set_node_on_first_message_only": true,
                           "grpc_services": [{"envoy_grpc": {"cluster_name": "xds-grpc"}}]}},
                         "static_resources": {"clusters": %s, "listeners": %s},
                         "stats_config": %s}
                        """,
                        settings.nodeId(),
                        settings.nodeCluster(),
                        metadata(settings.metadataJson()),
                        settings.ports().admin(),
                        EnvoyClusters.of(settings),
                        listeners(settings.ports()),
                        EnvoyStatNames.config());
        limits().entrySet().forEach(one -> all.add(one.getKey(), one.getValue()));
        return PRETTY.toJson(all) + "\n";
    }

    /// With the name of the cluster that takes Envoy's access log for the daemon's metrics.
    private static JsonObject metadata(String json) {
        JsonObject metadata = JsonParser.parseString(json).getAsJsonObject();
        metadata.addProperty("FAIRLEAD_LOG_CLUSTER", EnvoyClusters.XDS);
        return metadata;
    }

    private static JsonObject limits() {
        return Json.object(
                """
                {"layered_runtime": {"layers": [
                  {"name": "limits", "static_layer": {"re2.max_program_size.error_level": %s}},
                  {"name": "admin", "admin_layer": {}}]},
                 "overload_manager": {"resource_monitors": [
                  {"name": "envoy.resource_monitors.global_downstream_max_connections", "typed_config": {
                   "@type": %s,
                   "max_active_downstream_connections": %s}}]}}
                """,
                EnvoyLimits.REGEX_PROGRAM_SIZE_MAX,
                EXTENSION
                        + "resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
                EnvoyLimits.DOWNSTREAM_CONNECTIONS_MAX);
    }

    private static JsonArray listeners(EnvoySettings.Ports ports) {
        return Json.array(
                listener(ports.metrics(), "/stats/prometheus", EnvoyClusters.ADMIN),
                listener(ports.readiness(), "/healthz/ready", EnvoyClusters.AGENT));
    }

    private static JsonObject listener(int port, String path, String cluster) {
        return Json.object(
                """
                {"name": %1$s,
                 "address": {"socket_address": {"address": "0.0.0.0", "port_value": %2$s}},
                 "bypass_overload_manager": true,
                 "filter_chains": [{"filters": [{
                  "name": "envoy.filters.network.http_connection_manager",
                  "typed_config": {
                   "@type": %5$s,
                   "stat_prefix": "agent",
                   "route_config": {"virtual_hosts": [{"name": "backend", "domains": ["*"], "routes": [
                    {"match": {"path": %3$s}, "route": {"cluster": %4$s}}]}]},
                   "http_filters": [{"name": "envoy.filters.http.router", "typed_config": {
                    "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]}
                """,
                "0.0.0.0_" + port,
                port,
                path,
                cluster,
                EXTENSION + "filters.network.http_connection_manager.v3.HttpConnectionManager");
    }
}
