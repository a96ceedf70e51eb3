package io.fairlead.app.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.push.view.ProxyStatus;
import java.util.List;
import java.util.Locale;

/// One proxy in istiod's `/debug/syncz`, field by field; `rejected` and `quiet` are ours.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record StatusJson(
        @JsonProperty("cluster_id") String clusterId,
        @JsonProperty("proxy") String proxy,
        @JsonProperty("proxy_type") String proxyType,
        @JsonProperty("istio_version") String istioVersion,
        @JsonProperty("cluster_sent") String clusterSent,
        @JsonProperty("cluster_acked") String clusterAcked,
        @JsonProperty("listener_sent") String listenerSent,
        @JsonProperty("listener_acked") String listenerAcked,
        @JsonProperty("route_sent") String routeSent,
        @JsonProperty("route_acked") String routeAcked,
        @JsonProperty("endpoint_sent") String endpointSent,
        @JsonProperty("endpoint_acked") String endpointAcked,
        @JsonProperty("rejected") List<RejectedJson> rejected,
        @JsonProperty("quiet") boolean quiet) {

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record RejectedJson(String type, List<String> resources, String nonce, String message) {}

    static StatusJson of(ProxyStatus status) {
        ProxyStatus.OfType clusters = status.of(TypeUrl.CLUSTER);
        ProxyStatus.OfType listeners = status.of(TypeUrl.LISTENER);
        ProxyStatus.OfType routes = status.of(TypeUrl.ROUTE);
        ProxyStatus.OfType endpoints = status.of(TypeUrl.ENDPOINT);
        return new StatusJson(
                status.proxy().clusterId(),
                status.proxy().id(),
                status.proxy().type().name().toLowerCase(Locale.ROOT),
                status.proxy().version(),
                clusters.sent(),
                clusters.acked(),
                listeners.sent(),
                listeners.acked(),
                routes.sent(),
                routes.acked(),
                endpoints.sent(),
                endpoints.acked(),
                status.rejected().stream()
                        .map(r ->
                                new RejectedJson(r.type().url(), r.names(), r.nonce(), r.message()))
                        .toList(),
                status.quiet());
    }
}
