package io.fairlead.proxy.supervise.bootstrap;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/// Which of its statistics a stock Envoy keeps, and which parts of their names become labels.
///
/// Envoy makes some hundred for each cluster; of thousands of clusters most are never used. Kept is what Istio keeps,
/// and as a stock Envoy lacks `istio_requests_total`, also its own count of requests.
final class EnvoyStatNames {

    private static final List<String> PREFIXES =
            List.of(
                    "cluster_manager",
                    "listener_manager",
                    "server",
                    "cluster.xds-grpc",
                    "cluster.sds-grpc",
                    "tls_inspector");

    private static final List<String> SUFFIXES =
            List.of(
                    "downstream_cx_active",
                    "update_success",
                    "update_rejected",
                    "upstream_rq_total",
                    "upstream_rq_completed",
                    "upstream_rq_retry",
                    "upstream_rq_timeout",
                    "upstream_rq_time",
                    "upstream_cx_active",
                    "upstream_cx_connect_fail",
                    "rbac.allowed",
                    "rbac.denied",
                    "shadow_allowed",
                    "shadow_denied",
                    "ssl.handshake",
                    "ssl.connection_error",
                    "ssl.fail_verify_san",
                    "ssl.fail_verify_error");

    private static final List<String> PATTERNS =
            List.of(
                    "^cluster\\..+;\\.upstream_rq_[1-5]xx$",
                    "^http\\..+;\\.downstream_rq_[1-5]xx$",
                    "^vhost\\..+\\.route\\..+");

    /// The name of a label, and where its value is: the first group is cut from the name, the second is the value.
    private record Tag(String name, String regex) {}

    private static final List<Tag> TAGS =
            List.of(
                    new Tag("cluster_name", "^cluster\\.((.+?);?\\.)(?:upstream|ssl|outlier|lb_)"),
                    new Tag(
                            "http_conn_manager_prefix",
                            "^http\\.((.+?);?\\.)(?:downstream|rds|rbac)"),
                    new Tag("tcp_prefix", "^tcp\\.((.+?);?\\.)(?:downstream|upstream)"),
                    new Tag("listener_address", "^listener\\.((.+?_\\d+)\\.)"),
                    new Tag("response_code_class", "_rq(_([1-5])xx)$"));

    private EnvoyStatNames() {}

    static JsonObject config() {
        JsonArray patterns = new JsonArray();
        PREFIXES.forEach(text -> patterns.add(Json.object("{\"prefix\": %s}", text)));
        SUFFIXES.forEach(text -> patterns.add(Json.object("{\"suffix\": %s}", text)));
        PATTERNS.forEach(
                text -> patterns.add(Json.object("{\"safe_regex\": {\"regex\": %s}}", text)));
        JsonArray tags = new JsonArray();
        TAGS.forEach(tag ->
                tags.add(
                        Json.object("{\"tag_name\": %s, \"regex\": %s}", tag.name(), tag.regex())));
        return Json.object(
                """
                {"use_all_default_tags": false, "stats_tags": %s,
                 "stats_matcher": {"inclusion_list": {"patterns": %s}}}
                """,
                tags, patterns);
    }
}
