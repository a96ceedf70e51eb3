package io.fairlead.translate.listener;

import com.github.xds.type.v3.TypedStruct;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.grpc_stats.v3.FilterConfig;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.Protos;
import java.util.ArrayList;
import java.util.List;

/// HTTP filters in Istio's order: authentication and authorization come before these, telemetry between cors and
/// router.
final class HttpFilters {
    private static final String ROUTER = "envoy.filters.http.router";
    private static final String ALPN_CONFIG =
            "type.googleapis.com/istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig";

    private HttpFilters() {}

    static List<HttpFilter> inbound(ChainSettings settings) {
        return filters(settings, false);
    }

    static List<HttpFilter> outbound(ChainSettings settings) {
        return filters(settings, true);
    }

    private static List<HttpFilter> filters(ChainSettings settings, boolean outbound) {
        List<HttpFilter> filters = new ArrayList<>();
        if (settings.extensions().contains(Extension.GRPC_STATS)) {
            FilterConfig grpcStats =
                    FilterConfig.newBuilder()
                            .setEmitFilterState(true)
                            .setStatsForAllMethods(Protos.FALSE)
                            .build();
            filters.add(http(Extension.GRPC_STATS.id(), grpcStats));
        }
        if (outbound && settings.extensions().contains(Extension.ISTIO_ALPN)) {
            filters.add(http(Extension.ISTIO_ALPN.id(), alpn()));
        }
        if (settings.extensions().contains(Extension.FAULT)) {
            filters.add(http(Extension.FAULT.id(), HTTPFault.getDefaultInstance()));
        }
        if (settings.extensions().contains(Extension.CORS)) {
            filters.add(http(Extension.CORS.id(), Cors.getDefaultInstance()));
        }
        if (settings.extensions().contains(Extension.ISTIO_STATS)) {
            filters.add(
                    HttpFilter.newBuilder()
                            .setName(Extension.ISTIO_STATS.id())
                            .setTypedConfig(StatsFilters.config(settings.metrics()))
                            .build());
        }
        filters.add(http(ROUTER, Router.getDefaultInstance()));
        return filters;
    }

    /// What a client offers to a server of the mesh, by the HTTP that the request speaks.
    private static Message alpn() {
        ListValue overrides =
                ListValue.newBuilder()
                        .addValues(alpn("HTTP10", "istio-http/1.0", "http/1.0"))
                        .addValues(alpn("HTTP11", "istio-http/1.1", "http/1.1"))
                        .addValues(alpn("HTTP2", "istio-h2", "h2"))
                        .build();
        return TypedStruct.newBuilder()
                .setTypeUrl(ALPN_CONFIG)
                .setValue(
                        Struct.newBuilder()
                                .putFields(
                                        "alpn_override",
                                        Value.newBuilder().setListValue(overrides).build()))
                .build();
    }

    private static Value alpn(String spoken, String ofMesh, String ofAnybody) {
        ListValue offered =
                ListValue.newBuilder()
                        .addValues(string(ofMesh))
                        .addValues(string("istio"))
                        .addValues(string(ofAnybody))
                        .build();
        return Value.newBuilder()
                .setStructValue(
                        Struct.newBuilder()
                                .putFields("upstream_protocol", string(spoken))
                                .putFields(
                                        "alpn_override",
                                        Value.newBuilder().setListValue(offered).build()))
                .build();
    }

    private static Value string(String value) {
        return Value.newBuilder().setStringValue(value).build();
    }

    private static HttpFilter http(String name, Message config) {
        return HttpFilter.newBuilder().setName(name).setTypedConfig(Protos.any(config)).build();
    }
}
